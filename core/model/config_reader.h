// SPDX-License-Identifier: Apache-2.0
// Reads an object of config.json key by key, so that no key which would change the result is passed over.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace bafo::model {

/// Remembers which keys it has read, and the first that was missing or wrong; after that, what it returns means
/// nothing. Null counts as missing: it is how a config says that a key is not set. Where a family means something else
/// by it, ask isNull first. Borrows the object. One thread at a time.
class ConfigReader {
public:
    explicit ConfigReader(const nlohmann::json &object)
        : m_object(object)
    {
    }

    /// From 1 to 2^31.
    std::int64_t count(const std::string &key, std::optional<std::int64_t> fallback = std::nullopt);

    /// Any whole number that a double holds.
    std::int64_t integer(const std::string &key, std::int64_t fallback);

    /// Finite and above 0.
    double number(const std::string &key, std::optional<double> fallback = std::nullopt);

    bool flag(const std::string &key, bool fallback);
    std::string text(const std::string &key, const std::string &fallback);

    /// Null where there is none.
    const nlohmann::json *object(const std::string &key);
    const nlohmann::json *list(const std::string &key);

    [[nodiscard]] bool isNull(const std::string &key) const;

    /// A key that may be there with this value only.
    void only(const std::string &key, const nlohmann::json &allowed, const std::string &reason = {});

    /// A key that says nothing, whatever its value.
    void ignore(const std::string &key) { m_taken.insert(key); }

    /// Whether all is well with a key; the reason is for people.
    bool expect(bool isSound, const std::string &key, const std::string &reason = {});

    [[nodiscard]] const std::string &wrong() const { return m_wrong; }
    [[nodiscard]] const std::string &reason() const { return m_reason; }

    /// The first key that nobody asked for and that has a value. False is a value like any other, for it may switch off
    /// what this program always does.
    [[nodiscard]] std::string firstUnknown(bool (*isAllowed)(std::string_view key)) const;

private:
    const nlohmann::json *take(const std::string &key, bool isOptional);

    const nlohmann::json &m_object;
    std::set<std::string> m_taken;
    std::string m_wrong;
    std::string m_reason;
};

} // namespace bafo::model
