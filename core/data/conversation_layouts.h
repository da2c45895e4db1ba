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

#include "core/base/result.h"
#include "core/data/conversation.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace bafo::data {

struct FoundConversation {
    std::string_view layout; ///< empty: none of them
    Conversation conversation;
    Conversation translation; ///< the same in the original's language; may be empty
    std::string reason; ///< why it is left out, see whyUnusable; empty where it is used
};

/// Fails (data) on a role that is not known. The place in the file is the caller's to add.
[[nodiscard]] Result<FoundConversation> findConversation(const nlohmann::json &object);

} // namespace bafo::data
