// SPDX-License-Identifier: Apache-2.0
// Time behind an interface, so that tests can turn the hands themselves.
#pragma once

#include <cstdint>

namespace bafo {

/// Thread-safe. core never reads the time in any other way.
class Clock {
public:
    virtual ~Clock() = default;

    /// Milliseconds since 1970-01-01T00:00Z. May jump.
    [[nodiscard]] virtual std::int64_t wallMs() const = 0;

    /// Nanoseconds since some fixed moment. Never goes back.
    [[nodiscard]] virtual std::int64_t steadyNs() const = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] std::int64_t wallMs() const override;
    [[nodiscard]] std::int64_t steadyNs() const override;
};

} // namespace bafo
