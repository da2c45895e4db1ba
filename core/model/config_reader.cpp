// SPDX-License-Identifier: Apache-2.0
#include "core/model/config_reader.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace bafo::model {

using nlohmann::json;

std::int64_t ConfigReader::count(const std::string &key, std::optional<std::int64_t> fallback)
{
    const json *value = take(key, fallback.has_value());
    if (value == nullptr) {
        return fallback.value_or(0);
    }
    constexpr std::int64_t kMost = std::int64_t{1} << 31;
    const bool isSound
        = value->is_number_integer() && value->get<std::int64_t>() >= 1 && value->get<std::int64_t>() <= kMost;
    return expect(isSound, key) ? value->get<std::int64_t>() : 0;
}

std::int64_t ConfigReader::integer(const std::string &key, std::int64_t fallback)
{
    constexpr std::int64_t kMost = std::int64_t{1} << 53;
    const json *value = take(key, true);
    if (value == nullptr) {
        return fallback;
    }
    const bool isSound
        = value->is_number_integer() && value->get<std::int64_t>() >= -kMost && value->get<std::int64_t>() <= kMost;
    return expect(isSound, key) ? value->get<std::int64_t>() : fallback;
}

double ConfigReader::number(const std::string &key, std::optional<double> fallback)
{
    const json *value = take(key, fallback.has_value());
    if (value == nullptr) {
        return fallback.value_or(0);
    }
    const bool isSound = value->is_number() && std::isfinite(value->get<double>()) && value->get<double>() > 0;
    return expect(isSound, key) ? value->get<double>() : 0;
}

bool ConfigReader::flag(const std::string &key, bool fallback)
{
    const json *value = take(key, true);
    return value == nullptr ? fallback : expect(value->is_boolean(), key) && value->get<bool>();
}

std::string ConfigReader::text(const std::string &key, const std::string &fallback)
{
    const json *value = take(key, true);
    return value == nullptr ? fallback : expect(value->is_string(), key) ? value->get<std::string>() : fallback;
}

const json *ConfigReader::object(const std::string &key)
{
    const json *value = take(key, true);
    return value != nullptr && expect(value->is_object(), key) ? value : nullptr;
}

const json *ConfigReader::list(const std::string &key)
{
    const json *value = take(key, true);
    return value != nullptr && expect(value->is_array(), key) ? value : nullptr;
}

bool ConfigReader::isNull(const std::string &key) const
{
    const auto found = m_object.find(key);
    return found != m_object.end() && found->is_null();
}

void ConfigReader::only(const std::string &key, const json &allowed, const std::string &reason)
{
    const json *value = take(key, true);
    expect(value == nullptr || *value == allowed, key, reason);
}

bool ConfigReader::expect(bool isSound, const std::string &key, const std::string &reason)
{
    if (!isSound && m_wrong.empty()) {
        m_wrong = key;
        m_reason = reason;
    }
    return isSound;
}

std::string ConfigReader::firstUnknown(bool (*isAllowed)(std::string_view key)) const
{
    for (const auto &[key, value] : m_object.items()) {
        if (!value.is_null() && !m_taken.contains(key) && !isAllowed(key)) {
            return key;
        }
    }
    return {};
}

const json *ConfigReader::take(const std::string &key, bool isOptional)
{
    m_taken.insert(key);
    const auto found = m_object.find(key);
    if (found == m_object.end() || found->is_null()) {
        expect(isOptional, key);
        return nullptr;
    }
    return &*found;
}

} // namespace bafo::model
