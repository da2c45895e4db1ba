// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/gguf_metadata.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace bafo::exchange {
namespace {

Failure refuse(std::string message, std::string hint)
{
    return fail(ErrorCode::data, std::move(message), std::move(hint));
}

template <class List>
bool contains(const List &list, std::string_view name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

} // namespace

std::optional<double> numberOf(const nlohmann::json &value)
{
    if (value.is_boolean()) {
        return value.get<bool>() ? 1.0 : 0.0;
    }
    return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

double asWritten(double value)
{
    char text[64];
    const auto end = std::to_chars(text, text + sizeof(text), static_cast<float>(value)).ptr;
    double shortest = 0;
    std::from_chars(text, end, shortest);
    return shortest;
}

GgufMetadata::GgufMetadata(const nlohmann::json &metadata, const std::string &architecture)
    : m_metadata(metadata)
    , m_prefix(architecture + ".")
{
}

Result<double> GgufMetadata::number(std::string_view name, std::optional<double> fallback) const
{
    const std::string whole = key(name);
    const auto found = m_metadata.find(whole);
    if (found == m_metadata.end()) {
        return fallback ? Result<double>(*fallback)
                        : refuse("metadata '" + whole + "' is missing", "the file is incomplete; download it again");
    }
    const auto value = numberOf(*found);
    if (!value || !std::isfinite(*value)) {
        return refuse("metadata '" + whole + "' is no number",
                      "values that differ from layer to layer are not supported");
    }
    return *value;
}

Result<std::int64_t> GgufMetadata::count(std::string_view name, std::optional<double> fallback) const
{
    constexpr double kMost = 1 << 30;
    const double value = BAFO_TRY(number(name, fallback));
    if (value < 1 || value > kMost || value != std::floor(value)) {
        return refuse("metadata '" + key(name) + "' = " + nlohmann::json(value).dump() + " is out of range",
                      "the file is damaged; download it again");
    }
    return static_cast<std::int64_t>(value);
}

std::string GgufMetadata::text(const std::string &wholeKey, const std::string &fallback) const
{
    const auto found = m_metadata.find(wholeKey);
    return found == m_metadata.end() ? fallback : found->is_string() ? found->get<std::string>() : found->dump();
}

Result<void> GgufMetadata::checkKeys(std::span<const std::string_view> understood,
                                     std::span<const std::string_view> informative,
                                     std::span<const HarmlessKey> harmless) const
{
    for (const auto &[whole, value] : m_metadata.items()) {
        if (!whole.starts_with(m_prefix)) {
            continue;
        }
        const std::string_view name = std::string_view(whole).substr(m_prefix.size());
        if (contains(understood, name) || contains(informative, name)) {
            continue;
        }
        const auto known
            = std::find_if(harmless.begin(), harmless.end(), [&](const HarmlessKey &key) { return key.name == name; });
        if (known == harmless.end() || numberOf(value) != known->value) {
            return unsupported(name);
        }
    }
    if (const auto splits = numberOf(m_metadata.value("split.count", nlohmann::json(0))); !splits || *splits > 1) {
        return refuse("this is one of several parts of a split GGUF file",
                      "join the parts with llama.cpp's gguf-split first");
    }
    return {};
}

Failure GgufMetadata::unsupported(std::string_view name) const
{
    const std::string whole = key(name);
    return refuse("metadata '" + whole + "' = " + m_metadata.at(whole).dump()
                      + " would change the result and is not understood",
                  "this GGUF file needs a newer version of the program, or another conversion of the model");
}

} // namespace bafo::exchange
