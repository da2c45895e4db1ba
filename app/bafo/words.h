// SPDX-License-Identifier: Apache-2.0
// Numbers and events in words for people.
#pragma once

#include "core/protocol/events.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bafo::app {

/// "98.4 MB"
[[nodiscard]] std::string sizeInWords(std::uint64_t bytes);

/// What a line shows of foreign text: its own line breaks would pass for ours. The printer sees to the rest.
[[nodiscard]] std::string onOneLine(std::string_view text);

/// "2 min 05 s"
[[nodiscard]] std::string durationInWords(double seconds);

/// One line; nothing for events that people need not see (heartbeats, memory).
[[nodiscard]] std::optional<std::string> eventInWords(const protocol::Event &event, std::int64_t totalSteps);

} // namespace bafo::app
