// SPDX-License-Identifier: Apache-2.0
// Events to lines of JSON and back.
#pragma once

#include "core/base/result.h"
#include "core/protocol/events.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace bafo::protocol {

/// Longer lines are refused by decodeLine: nothing a worker tells comes near.
inline constexpr std::size_t kMaxLineBytes = 4U << 20U;

/// No run comes near so many steps, no log near so many lines: a greater number is damage.
inline constexpr std::int64_t kMaxStep = 1'000'000'000'000;
inline constexpr std::int64_t kMaxSeq = 1'000'000'000'000'000;

/// The kind as it stands in the line.
[[nodiscard]] std::string_view kindOf(const Event &event);

/// One line with its line break. Doubles are written in the shortest form that reads back to the same bits; those that
/// are not finite as the texts "nan", "inf" and "-inf". Texts that are not UTF-8 have their bad bytes replaced.
[[nodiscard]] std::string encodeLine(const Envelope &envelope, const Event &event);

/// Unknown fields are left out, missing ones keep their default, an unknown kind comes back as UnknownEvent. Fails
/// (data) on a line that is no JSON object with an envelope, has a field of the wrong type, or counts steps or lines
/// below zero or beyond what can be.
[[nodiscard]] Result<Message> decodeLine(std::string_view line);

} // namespace bafo::protocol
