// SPDX-License-Identifier: Apache-2.0
// Conversations in the layouts in which people keep them, recognised by their fields and never by a file's name.
//
//   chat       messages: [{role, content}, ...], as OpenAI's interface has it
//   sharegpt   conversations: [{from, value}, ...]
//   alpaca     instruction, input (or context), output (or response)
//   prompt     prompt, completion (or response)
//   questions  question, answers (or answer); with translated_question and translated_answer both stand in two
//   languages
// A text "system" beside any of them is the system text.
#pragma once

#include "core/data/conversation.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace bafo::data {

struct FoundConversation {
    std::string_view layout; ///< empty: none of them
    Conversation conversation;
    Conversation translation; ///< the same in the original's language; may be empty
    std::string reason; ///< why it is left out (an unknown role, whyUnusable); empty where it is used
};

[[nodiscard]] FoundConversation findConversation(const nlohmann::json &object);

} // namespace bafo::data
