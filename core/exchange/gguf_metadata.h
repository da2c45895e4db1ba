// SPDX-License-Identifier: Apache-2.0
// The metadata of a GGUF file as one architecture's: keys without their prefix, checked values.
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bafo::exchange {

/// A key that may be there with one value only, at which it changes nothing.
struct HarmlessKey {
    std::string_view name;
    double value;
};

/// A view; the metadata must outlive it. Every failure (data) names the whole key.
class GgufMetadata {
public:
    GgufMetadata(const nlohmann::json &metadata, const std::string &architecture);

    [[nodiscard]] const nlohmann::json &all() const { return m_metadata; }
    [[nodiscard]] std::string key(std::string_view name) const { return m_prefix + std::string(name); }
    [[nodiscard]] bool has(std::string_view name) const { return m_metadata.contains(key(name)); }

    [[nodiscard]] Result<double> number(std::string_view name, std::optional<double> fallback = std::nullopt) const;

    /// A whole number from 1 on.
    [[nodiscard]] Result<std::int64_t> count(std::string_view name,
                                             std::optional<double> fallback = std::nullopt) const;

    /// The text of a key of any prefix.
    [[nodiscard]] std::string text(const std::string &wholeKey, const std::string &fallback) const;

    /// Refuses every key of the architecture that is in none of the lists, and parts of split files.
    [[nodiscard]] Result<void> checkKeys(std::span<const std::string_view> understood,
                                         std::span<const std::string_view> informative,
                                         std::span<const HarmlessKey> harmless) const;

    /// The refusal of a value that is there.
    [[nodiscard]] Failure unsupported(std::string_view name) const;

private:
    const nlohmann::json &m_metadata;
    std::string m_prefix;
};

/// A number or a flag; nothing for texts and lists.
[[nodiscard]] std::optional<double> numberOf(const nlohmann::json &value);

/// GGUF holds fp32: the shortest decimal that reads back as the same fp32, as it stood in the original config.json.
[[nodiscard]] double asWritten(double value);

} // namespace bafo::exchange
