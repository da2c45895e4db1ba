// SPDX-License-Identifier: Apache-2.0
// What a line typed into a conversation means: something to say, or one of the slash commands.
#pragma once

#include <string>
#include <string_view>

namespace bafo::generate {

enum class ChatAction { say, help, reset, regenerate, setSystem, setOption, quit, nothing, unknown };

struct ChatCommand {
    ChatAction action = ChatAction::nothing;
    std::string argument; ///< the text to say, the system text, "name value" of an option, or the unknown command
};

/// A line that starts with "/" is a command; "//" says a line that starts with "/". Spaces around are dropped, an empty
/// line is nothing.
[[nodiscard]] ChatCommand parseChatLine(std::string_view line);

/// One line a command, for /help.
[[nodiscard]] std::string_view chatHelp();

} // namespace bafo::generate
