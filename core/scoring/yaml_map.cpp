// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/yaml_map.h"

#include "core/config/knob_values.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace bafo::scoring {
namespace {

template <class Number>
bool readNumber(const std::string &text, Number minimum, Number maximum, Number &field)
{
    Number value = {};
    const char *const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end || !(value >= minimum && value <= maximum)) {
        return false;
    }
    field = value;
    return true;
}

} // namespace

YamlMap::YamlMap(YAML::Node node, std::string place)
    : m_node(std::move(node))
    , m_place(std::move(place))
{
    if (!m_node.IsMap()) {
        m_error = Error{ErrorCode::config,
                        config::lineOf(m_node) + (m_place.empty() ? "the file" : m_place) + " is no map of keys",
                        "write lines of 'key: value'"};
    }
}

std::string YamlMap::nameOf(const std::string &key) const
{
    return m_place.empty() ? key : m_place + "." + key;
}

void YamlMap::refuse(const char *key, const std::string &why, const std::string &hint)
{
    if (!m_error) {
        const YAML::Node node = m_node.IsMap() ? m_node[key] : YAML::Node();
        m_error = Error{ErrorCode::config, config::lineOf(node.IsDefined() ? node : m_node) + nameOf(key) + " " + why,
                        hint};
    }
}

YAML::Node YamlMap::below(const char *key)
{
    m_known.emplace_back(key);
    return m_error ? YAML::Node(YAML::NodeType::Undefined) : std::as_const(m_node)[key];
}

std::optional<std::string> YamlMap::scalarOf(const char *key)
{
    const YAML::Node node = below(key);
    if (!node.IsDefined()) {
        return std::nullopt;
    }
    if (!node.IsScalar()) {
        refuse(key, "is a list or map", "write one value");
        return std::nullopt;
    }
    return node.Scalar();
}

void YamlMap::read(const char *key, std::string &field)
{
    if (auto value = scalarOf(key)) {
        field = std::move(*value);
    }
}

void YamlMap::read(const char *key, std::int64_t &field, std::int64_t minimum, std::int64_t maximum)
{
    const auto value = scalarOf(key);
    if (value && !readNumber(*value, minimum, maximum, field)) {
        refuse(key, "is '" + *value + "'",
               "write a whole number from " + std::to_string(minimum) + " to " + std::to_string(maximum));
    }
}

void YamlMap::read(const char *key, double &field, double minimum, double maximum)
{
    const auto value = scalarOf(key);
    if (value && !readNumber(*value, minimum, maximum, field)) {
        refuse(key, "is '" + *value + "'",
               "write a number from " + std::to_string(minimum) + " to " + std::to_string(maximum));
    }
}

void YamlMap::read(const char *key, std::vector<std::string> &field)
{
    const YAML::Node node = below(key);
    if (!node.IsDefined()) {
        return;
    }
    std::vector<std::string> values;
    for (const YAML::Node &entry : node) {
        if (node.IsSequence() && entry.IsScalar()) {
            values.push_back(entry.Scalar());
        }
    }
    if (!node.IsSequence() || values.size() != node.size()) {
        refuse(key, "is no list of texts", "write [one, two]");
        return;
    }
    field = std::move(values);
}

void YamlMap::note(const Result<void> &result)
{
    if (!m_error && !result) {
        m_error = result.error();
    }
}

Result<void> YamlMap::finish(const std::vector<std::string> &required)
{
    if (m_error) {
        return fail(*m_error);
    }
    std::vector<std::string> seen;
    for (const auto &pair : m_node) {
        const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : std::string();
        if (std::find(m_known.begin(), m_known.end(), key) == m_known.end()) {
            const std::string near = config::nearestOf(key, m_known);
            std::string all;
            for (const std::string &known : m_known) {
                all += (all.empty() ? "" : ", ") + known;
            }
            return fail(ErrorCode::config, config::lineOf(pair.first) + "unknown key '" + nameOf(key) + "'",
                        near.empty() ? "known here: " + all : "did you mean '" + near + "'?");
        }
        if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
            return fail(ErrorCode::config, config::lineOf(pair.first) + nameOf(key) + " is set twice",
                        "keep one of the two");
        }
        seen.push_back(key);
    }
    for (const std::string &key : required) {
        if (std::find(seen.begin(), seen.end(), key) == seen.end()) {
            return fail(ErrorCode::config, config::lineOf(m_node) + nameOf(key) + " is missing",
                        "add a line '" + key + ": ...'");
        }
    }
    return {};
}

} // namespace bafo::scoring
