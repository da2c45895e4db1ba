// SPDX-License-Identifier: Apache-2.0
#include "core/generate/chat_command.h"

#include <algorithm>
#include <array>

namespace bafo::generate {
namespace {

struct NamedAction {
    std::string_view name;
    ChatAction action;
};

constexpr std::array kActions = {
    NamedAction{"help", ChatAction::help},
    NamedAction{"reset", ChatAction::reset},
    NamedAction{"regenerate", ChatAction::regenerate},
    NamedAction{"system", ChatAction::setSystem},
    NamedAction{"set", ChatAction::setOption},
    NamedAction{"quit", ChatAction::quit},
    NamedAction{"exit", ChatAction::quit},
};

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlank = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

} // namespace

ChatCommand parseChatLine(std::string_view line)
{
    const std::string_view text = trimmed(line);
    if (text.empty()) {
        return {};
    }
    if (!text.starts_with('/')) {
        return {.action = ChatAction::say, .argument = std::string(text)};
    }
    if (text.starts_with("//")) {
        return {.action = ChatAction::say, .argument = std::string(text.substr(1))};
    }
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    const std::string_view name = text.substr(1, end - 1);
    const auto found
        = std::find_if(kActions.begin(), kActions.end(), [&](const NamedAction &entry) { return entry.name == name; });
    if (found == kActions.end()) {
        return {.action = ChatAction::unknown, .argument = std::string(text.substr(0, end))};
    }
    return {.action = found->action, .argument = std::string(trimmed(text.substr(end)))};
}

std::string_view chatHelp()
{
    return "/help                this list\n"
           "/reset               forget the conversation, keep the system text\n"
           "/regenerate          answer the last message again, with the next seed\n"
           "/system TEXT         set the system text and start anew; without TEXT there is none\n"
           "/set NAME VALUE      temperature, top_k, top_p, repetition_penalty, max_new_tokens or seed\n"
           "/quit                end (so does Ctrl+D); Ctrl+C stops the answer\n"
           "//TEXT               say a text that starts with a slash\n";
}

} // namespace bafo::generate
