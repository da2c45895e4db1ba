// SPDX-License-Identifier: Apache-2.0
#include "core/data/conversation_layouts.h"

#include "core/data/text_rules.h"

#include <nlohmann/json.hpp>

#include <array>
#include <optional>

namespace bafo::data {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kRoles = {{{"system", "system"},
                                                                                   {"developer", "system"},
                                                                                   {"user", "user"},
                                                                                   {"human", "user"},
                                                                                   {"assistant", "assistant"},
                                                                                   {"gpt", "assistant"},
                                                                                   {"chatgpt", "assistant"},
                                                                                   {"model", "assistant"},
                                                                                   {"bot", "assistant"},
                                                                                   {"ai", "assistant"}}};

/// Of the first of these fields that holds a text.
std::optional<std::string> textOf(const json &object, std::initializer_list<const char *> names)
{
    for (const char *name : names) {
        const auto found = object.find(name);
        if (found != object.end() && found->is_string()) {
            return found->get<std::string>();
        }
    }
    return std::nullopt;
}

/// Nothing where `reason` says why.
std::optional<std::string> roleOf(const json &turn, std::string &reason)
{
    const std::optional<std::string> written = textOf(turn, {"role", "from"});
    std::string known;
    for (const auto &[name, role] : kRoles) {
        if (written && *written == name) {
            return std::string(role);
        }
        known += (known.empty() ? "" : ", ") + std::string(name);
    }
    reason = written ? "unknown role '" + *written + "' (known: " + known + ")" : "a turn says nothing of who speaks";
    return std::nullopt;
}

/// A text, or OpenAI's list of parts of which each is a text.
std::optional<std::string> contentOf(const json &turn)
{
    for (const char *name : {"content", "value"}) {
        const auto found = turn.find(name);
        if (found == turn.end() || found->is_null()) {
            continue;
        }
        if (found->is_string()) {
            return found->get<std::string>();
        }
        std::string all;
        for (const json &part : found->is_array() ? *found : json::array({json()})) {
            const auto text = part.is_object() ? textOf(part, {"text"}) : std::nullopt;
            if (!text) {
                return std::nullopt; // a picture, a call
            }
            all += *text;
        }
        return all;
    }
    return std::string();
}

Conversation turnsOf(const json &list, std::string &reason)
{
    Conversation conversation;
    for (const json &turn : list) {
        if (!turn.is_object()) {
            reason = "a turn is no object";
            return conversation;
        }
        const auto role = roleOf(turn, reason);
        if (!role) {
            return conversation;
        }
        const auto content = contentOf(turn);
        if (!content) {
            reason = "a turn holds something that is no text";
            return conversation;
        }
        if (*role != "system" || !trimmed(*content).empty()) {
            conversation.push_back({.role = *role, .content = *content});
        }
    }
    return conversation;
}

Conversation onePair(std::string question, std::string answer, std::string input = {})
{
    return {{.role = "user", .content = std::move(question), .input = std::move(input)},
            {.role = "assistant", .content = std::move(answer)}};
}

/// The first of several answers: of a list, or of a list that was written as a text ("['one', 'two']").
std::string firstAnswer(const json &answers)
{
    if (answers.is_array()) {
        return answers.empty() || !answers.front().is_string() ? std::string() : answers.front().get<std::string>();
    }
    const std::string text = answers.is_string() ? answers.get<std::string>() : std::string();
    if (text.size() < 4 || text.front() != '[' || text.back() != ']') {
        return text;
    }
    const char quote = text[1];
    const std::size_t separator = text.find(std::string{quote} + ", ");
    const std::size_t end = separator == std::string::npos ? text.size() - 2 : separator;
    return quote == '\'' || quote == '"' ? text.substr(2, end - 2) : text;
}

bool readQuestions(const json &object, FoundConversation &found)
{
    const auto question = textOf(object, {"question"});
    const char *key = object.contains("answers") ? "answers" : "answer";
    if (!question || !object.contains(key)) {
        return false;
    }
    found.layout = "questions";
    found.conversation = onePair(*question, firstAnswer(object[key]));
    const auto translated = textOf(object, {"translated_question"});
    if (translated && object.contains("translated_answer")) {
        found.translation = onePair(*translated, firstAnswer(object["translated_answer"]));
    }
    return true;
}

/// False where it is none of the layouts of one question and one answer.
bool readPair(const json &object, FoundConversation &found)
{
    const auto output = textOf(object, {"output", "response"});
    if (const auto instruction = textOf(object, {"instruction"}); instruction && output) {
        found.layout = "alpaca";
        const std::string input = textOf(object, {"input", "context"}).value_or("");
        found.conversation = onePair(*instruction, *output, std::string(trimmed(input)));
        return true;
    }
    if (readQuestions(object, found)) {
        return true;
    }
    const auto prompt = textOf(object, {"prompt"});
    const auto completion = textOf(object, {"completion", "response"});
    if (prompt && completion) {
        found.layout = "prompt";
        found.conversation = onePair(*prompt, *completion);
        return true;
    }
    return false;
}

} // namespace

FoundConversation findConversation(const json &object)
{
    FoundConversation found;
    if (!object.is_object()) {
        return found;
    }
    const auto listAt = [&object](const char *name) {
        const auto at = object.find(name);
        return at != object.end() && at->is_array() ? &*at : nullptr;
    };
    if (const json *messages = listAt("messages")) {
        found.layout = "chat";
        found.conversation = turnsOf(*messages, found.reason);
    } else if (const json *turns = listAt("conversations")) {
        found.layout = "sharegpt";
        found.conversation = turnsOf(*turns, found.reason);
    } else if (!readPair(object, found)) {
        return found;
    }
    const auto system = textOf(object, {"system"});
    for (Conversation *conversation : {&found.conversation, &found.translation}) {
        if (system && !trimmed(*system).empty() && !conversation->empty() && conversation->front().role != "system") {
            conversation->insert(conversation->begin(), {.role = "system", .content = *system});
        }
    }
    if (found.reason.empty()) {
        found.reason = whyUnusable(found.conversation);
    }
    if (!found.translation.empty() && !whyUnusable(found.translation).empty()) {
        found.translation.clear();
    }
    return found;
}

} // namespace bafo::data
