// SPDX-License-Identifier: Apache-2.0
// A conversation as a dataset holds it: turns of a person and of an assistant, under a system text where there is one.
#pragma once

#include "core/base/result.h"
#include "core/text/chat_style.h"

#include <string>
#include <string_view>
#include <vector>

namespace bafo::data {

using Conversation = std::vector<text::ChatMessage>;

/// For people and for search: the texts in their order, an empty line between two.
[[nodiscard]] std::string conversationText(const Conversation &conversation);

/// One line of JSON: [{"role": ..., "content": ..., "input": ...}, ...].
[[nodiscard]] std::string toJson(const Conversation &conversation);

/// Fails (data) on anything that toJson would not write.
[[nodiscard]] Result<Conversation> parseConversation(std::string_view json);

/// Why nobody can learn from it, in words for people: "an answer is empty". Empty where all is well: behind a system
/// text questions and answers alternate, the last is an answer, and none is empty.
[[nodiscard]] std::string whyUnusable(const Conversation &conversation);

} // namespace bafo::data
