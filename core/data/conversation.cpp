// SPDX-License-Identifier: Apache-2.0
#include "core/data/conversation.h"

#include "core/data/text_rules.h"
#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

namespace bafo::data {
namespace {

Failure damaged()
{
    return fail(ErrorCode::data, "the turns of a conversation are damaged",
                "restore the dataset from a copy, or import the conversations again");
}

} // namespace

std::string conversationText(const Conversation &conversation)
{
    std::string text;
    for (const text::ChatMessage &message : conversation) {
        for (const std::string *part : {&message.content, &message.input}) {
            if (!part->empty()) {
                text += (text.empty() ? "" : "\n\n") + *part;
            }
        }
    }
    return text;
}

std::string toJson(const Conversation &conversation)
{
    nlohmann::ordered_json turns = nlohmann::ordered_json::array();
    for (const text::ChatMessage &message : conversation) {
        nlohmann::ordered_json turn = {{"role", message.role}, {"content", message.content}};
        if (!message.input.empty()) {
            turn["input"] = message.input;
        }
        turns.push_back(std::move(turn));
    }
    return turns.dump();
}

Result<Conversation> parseConversation(std::string_view json)
{
    const auto turns = formats::parseJson(json, {.maxBytes = 64U << 20U, .maxDepth = 4, .refusesDuplicateKeys = true});
    if (!turns || !turns->is_array() || turns->empty()) {
        return damaged();
    }
    Conversation conversation;
    for (const auto &turn : *turns) {
        const auto textAt = [&turn](const char *key) {
            const auto found = turn.find(key);
            return found != turn.end() && found->is_string() ? found->get<std::string>() : std::string();
        };
        if (!turn.is_object()) {
            return damaged();
        }
        text::ChatMessage message{.role = textAt("role"), .content = textAt("content"), .input = textAt("input")};
        if (message.role != "system" && message.role != "user" && message.role != "assistant") {
            return damaged();
        }
        conversation.push_back(std::move(message));
    }
    return conversation;
}

std::string whyUnusable(const Conversation &conversation)
{
    const bool hasSystem = !conversation.empty() && conversation.front().role == "system";
    bool isQuestionNext = true;
    for (std::size_t i = hasSystem ? 1 : 0; i < conversation.size(); ++i) {
        const text::ChatMessage &message = conversation[i];
        if (message.role == "system") {
            return "a system text stands in the middle";
        }
        if ((message.role == "user") != isQuestionNext) {
            return isQuestionNext ? (i == (hasSystem ? 1U : 0U) ? "it begins with an answer" : "two answers in a row")
                                  : "two questions in a row";
        }
        if (trimmed(message.content).empty() && trimmed(message.input).empty()) {
            return isQuestionNext ? "a question is empty" : "an answer is empty";
        }
        isQuestionNext = !isQuestionNext;
    }
    return isQuestionNext && conversation.size() > (hasSystem ? 1U : 0U) ? "" : "it ends without an answer";
}

} // namespace bafo::data
