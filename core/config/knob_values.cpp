// SPDX-License-Identifier: Apache-2.0
#include "core/config/knob_values.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>

namespace bafo::config {
namespace {

Failure wrongValue(const Knob &knob, const YAML::Node &node, const std::string &should)
{
    const std::string value = node.IsScalar() ? "'" + node.Scalar() + "'" : "a list or map";
    return fail(ErrorCode::config, fmt::format("{}{}: {} is not {}", lineOf(node), knob.key, value, should),
                std::string(knob.key) + ": " + std::string(knob.help));
}

template <class Number>
std::optional<Number> numberIn(std::string_view text)
{
    Number value = {};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

struct ByteUnit {
    std::string_view name;
    std::int64_t factor;
};

constexpr std::array kByteUnits{ByteUnit{"KiB", 1 << 10}, ByteUnit{"MiB", 1 << 20}, ByteUnit{"GiB", 1 << 30},
                                ByteUnit{"kB", 1000},     ByteUnit{"MB", 1000000},  ByteUnit{"GB", 1000000000}};

/// "10 MB" as 10000000; nothing where it is no whole number of a known unit.
std::optional<std::int64_t> bytesIn(std::string_view text)
{
    for (const ByteUnit &unit : kByteUnits) {
        if (text.ends_with(unit.name)) {
            text.remove_suffix(unit.name.size());
            while (!text.empty() && text.back() == ' ') {
                text.remove_suffix(1);
            }
            const auto count = numberIn<std::int64_t>(text);
            if (!count || *count < 0 || *count > std::int64_t{9000000000000000} / unit.factor) {
                return std::nullopt;
            }
            return *count * unit.factor;
        }
    }
    return numberIn<std::int64_t>(text);
}

std::string rangeOf(const Knob &knob, std::string_view kind)
{
    std::string text = fmt::format("{} from {:g} to {:g}", kind, knob.minimum, knob.maximum);
    if (!knob.unit.empty()) {
        text += fmt::format(" ({})", knob.unit);
    }
    return text;
}

/// One entry of a list of maps: fields by name, unknown ones refused.
class EntryReader {
public:
    EntryReader(const Knob &knob, const YAML::Node &entry)
        : m_knob(knob)
        , m_entry(entry)
    {
    }

    template <class Field>
    void read(const char *name, Field &field, double minimum = 0, double maximum = 1e9)
    {
        m_known.emplace_back(name);
        const YAML::Node value = m_entry[name];
        if (m_error || !value) {
            return;
        }
        const std::string key = std::string(m_knob.key) + "." + name;
        const auto result = readValue(Knob{key, m_knob.help, m_knob.level, minimum, maximum}, value, field);
        if (!result) {
            m_error = result.error();
        }
    }

    Result<void> finish(const std::string &required)
    {
        std::set<std::string> seen;
        for (const auto &pair : m_entry) {
            const std::string key = pair.first.Scalar();
            if (!seen.insert(key).second) {
                return fail(ErrorCode::config, fmt::format("{}{}.{} is set twice", lineOf(pair.first), m_knob.key, key),
                            "keep one of the two");
            }
            if (std::find(m_known.begin(), m_known.end(), key) == m_known.end()) {
                const std::string near = nearestOf(key, m_known);
                return fail(ErrorCode::config,
                            fmt::format("{}{}: unknown key '{}'", lineOf(pair.first), m_knob.key, key),
                            near.empty() ? std::string(m_knob.help) : "did you mean '" + near + "'?");
            }
        }
        if (m_error) {
            return fail(*m_error);
        }
        if (!required.empty()) {
            return fail(ErrorCode::config, fmt::format("{}{}: {} is missing", lineOf(m_entry), m_knob.key, required),
                        std::string(m_knob.help));
        }
        return {};
    }

private:
    const Knob &m_knob;
    YAML::Node m_entry;
    std::vector<std::string> m_known;
    std::optional<Error> m_error;
};

template <class Entry, class ReadEntry>
Result<void> readList(const Knob &knob, const YAML::Node &node, std::vector<Entry> &field, const ReadEntry &readEntry)
{
    if (!node.IsSequence()) {
        return wrongValue(knob, node, "a list of maps");
    }
    std::vector<Entry> entries;
    for (const YAML::Node &item : node) {
        if (!item.IsMap()) {
            return wrongValue(knob, item, "a map");
        }
        EntryReader reader(knob, item);
        entries.emplace_back();
        BAFO_TRY(reader.finish(readEntry(reader, entries.back())));
    }
    field = std::move(entries);
    return {};
}

std::string quoted(const std::string &text)
{
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Letters put in, left out, replaced, or two neighbours swapped (optimal string alignment).
std::size_t editsBetween(std::string_view one, std::string_view other)
{
    std::vector<std::size_t> before;
    std::vector<std::size_t> above(other.size() + 1);
    std::vector<std::size_t> row(other.size() + 1);
    std::iota(above.begin(), above.end(), std::size_t{0});
    for (std::size_t i = 0; i < one.size(); ++i) {
        row[0] = i + 1;
        for (std::size_t j = 0; j < other.size(); ++j) {
            const std::size_t replaced = above[j] + (one[i] == other[j] ? 0 : 1);
            row[j + 1] = std::min({replaced, row[j] + 1, above[j + 1] + 1});
            if (i > 0 && j > 0 && one[i] == other[j - 1] && one[i - 1] == other[j]) {
                row[j + 1] = std::min(row[j + 1], before[j - 1] + 1);
            }
        }
        before = std::exchange(above, row);
    }
    return above.back();
}

} // namespace

std::string lineOf(const YAML::Node &node)
{
    const YAML::Mark mark = node.Mark();
    return mark.is_null() ? std::string() : fmt::format("line {}: ", mark.line + 1);
}

std::string nearestOf(std::string_view key, const std::vector<std::string> &known)
{
    std::string best;
    std::size_t bestDistance = std::max<std::size_t>(2, key.size() / 2);
    for (const std::string &candidate : known) {
        const std::size_t distance = editsBetween(key, candidate);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

Result<void> readValue(const Knob &knob, const YAML::Node &node, std::string &field)
{
    if (!node.IsScalar() && !node.IsNull()) {
        return wrongValue(knob, node, "a text");
    }
    const std::string value = node.IsNull() ? std::string() : node.Scalar();
    if (!knob.choices.empty() && ("|" + std::string(knob.choices) + "|").find("|" + value + "|") == std::string::npos) {
        return wrongValue(knob, node, "one of " + std::string(knob.choices));
    }
    field = value;
    return {};
}

Result<void> readValue(const Knob &knob, const YAML::Node &node, std::int64_t &field)
{
    const bool isBytes = knob.unit == "bytes";
    const auto value = !node.IsScalar() ? std::nullopt
        : isBytes                       ? bytesIn(node.Scalar())
                                        : numberIn<std::int64_t>(node.Scalar());
    const auto asNumber = static_cast<double>(value.value_or(0));
    if (!value || asNumber < knob.minimum || asNumber > knob.maximum) {
        return wrongValue(
            knob, node,
            rangeOf(knob, isBytes ? "a whole number, or one with kB, MB, GB, KiB, MiB or GiB," : "a whole number"));
    }
    field = *value;
    return {};
}

Result<void> readValue(const Knob &knob, const YAML::Node &node, double &field)
{
    const auto value = node.IsScalar() ? numberIn<double>(node.Scalar()) : std::nullopt;
    if (!value || !std::isfinite(*value) || *value < knob.minimum || *value > knob.maximum) {
        return wrongValue(knob, node, rangeOf(knob, "a number"));
    }
    field = *value;
    return {};
}

Result<void> readValue(const Knob &knob, const YAML::Node &node, bool &field)
{
    const std::string value = node.IsScalar() ? node.Scalar() : std::string();
    if (value != "true" && value != "false") {
        return wrongValue(knob, node, "true or false");
    }
    field = value == "true";
    return {};
}

Result<void> readValue(const Knob &knob, const YAML::Node &node, std::vector<std::string> &field)
{
    if (!node.IsSequence()) {
        return wrongValue(knob, node, "a list of texts");
    }
    std::vector<std::string> values;
    for (const YAML::Node &item : node) {
        values.emplace_back();
        BAFO_TRY(readValue(knob, item, values.back()));
    }
    field = std::move(values);
    return {};
}

Result<void> readValue(const Knob &knob, const YAML::Node &node, std::vector<StageConfig> &field)
{
    return readList(knob, node, field, [](EntryReader &reader, StageConfig &stage) {
        reader.read("name", stage.name);
        reader.read("dataset", stage.dataset);
        reader.read("language", stage.language);
        reader.read("split", stage.split);
        reader.read("epochs", stage.epochs, 1, 1e6);
        return stage.dataset.empty() ? std::string("dataset") : std::string();
    });
}

Result<void> readValue(const Knob &knob, const YAML::Node &node, std::vector<HeldOutConfig> &field)
{
    return readList(knob, node, field, [](EntryReader &reader, HeldOutConfig &set) {
        reader.read("name", set.name);
        reader.read("dataset", set.dataset);
        reader.read("language", set.language);
        reader.read("split", set.split);
        reader.read("max_documents", set.maxDocuments, 0, 1e12);
        return set.dataset.empty() ? std::string("dataset") : std::string();
    });
}

std::string writeValue(const std::string &value, const std::string &)
{
    return quoted(value);
}

std::string writeValue(std::int64_t value, const std::string &)
{
    return fmt::format("{}", value);
}

std::string writeValue(double value, const std::string &)
{
    return fmt::format("{}", value);
}

std::string writeValue(bool value, const std::string &)
{
    return value ? "true" : "false";
}

std::string writeValue(const std::vector<std::string> &value, const std::string &indent)
{
    std::string text;
    for (const std::string &item : value) {
        text += "\n" + indent + "- " + quoted(item);
    }
    return value.empty() ? "[]" : text;
}

std::string writeValue(const std::vector<StageConfig> &value, const std::string &indent)
{
    std::string text;
    for (const StageConfig &stage : value) {
        text += fmt::format("\n{}- {{name: {}, dataset: {}, language: {}, split: {}, epochs: {}}}", indent,
                            quoted(stage.name), quoted(stage.dataset), quoted(stage.language), quoted(stage.split),
                            stage.epochs);
    }
    return value.empty() ? "[]" : text;
}

std::string writeValue(const std::vector<HeldOutConfig> &value, const std::string &indent)
{
    std::string text;
    for (const HeldOutConfig &set : value) {
        text += fmt::format("\n{}- {{name: {}, dataset: {}, language: {}, split: {}, max_documents: {}}}", indent,
                            quoted(set.name), quoted(set.dataset), quoted(set.language), quoted(set.split),
                            set.maxDocuments);
    }
    return value.empty() ? "[]" : text;
}

} // namespace bafo::config
