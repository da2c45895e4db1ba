// SPDX-License-Identifier: Apache-2.0
// What a running worker can be asked: lines of commands.jsonl, each answered by an event command_answered with its id.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace bafo::protocol {

enum class CommandKind { pause, resume, checkpointNow, cancel, ping };

struct Command {
    CommandKind kind = CommandKind::ping;
    std::string id; ///< chosen by the sender, another one for every command
    std::int64_t t = 0; ///< wall clock, ms since 1970
};

/// pause, resume, checkpoint_now, cancel, ping
[[nodiscard]] std::string_view nameOf(CommandKind kind);

/// One line of JSON, line break included.
[[nodiscard]] std::string encodeCommand(const Command &command);

/// Fails (data) on a line that is no command of a known kind with an id.
[[nodiscard]] Result<Command> decodeCommand(std::string_view line);

} // namespace bafo::protocol
