// SPDX-License-Identifier: Apache-2.0
#include "core/data/marked_tokens.h"

#include "core/data/conversation.h"

#include <algorithm>

namespace bafo::data {

bool isTarget(std::span<const std::uint32_t> marked, std::size_t index, const InstructionRule &rule)
{
    return index > 0 && (rule.learnsAll || (marked[index] & kAnswerMark) != 0);
}

std::size_t numKept(std::span<const std::uint32_t> marked, const InstructionRule &rule)
{
    const std::size_t kept = std::min(marked.size(), static_cast<std::size_t>(rule.sequenceLength) + 1);
    for (std::size_t i = 1; i < kept; ++i) {
        if (isTarget(marked, i, rule)) {
            return kept;
        }
    }
    return 0;
}

Result<std::vector<std::uint32_t>> markedTokens(const Document &document, const text::ChatStyle &style,
                                                const text::Tokenizer &tokenizer)
{
    const auto conversation = parseConversation(document.turns);
    if (!conversation) {
        return fail(ErrorCode::data, "document " + std::to_string(document.id) + ": " + conversation.error().message,
                    conversation.error().hint);
    }
    const text::MaskedTokens tokens = BAFO_TRY(style.encodeMasked(tokenizer, *conversation));
    std::vector<std::uint32_t> marked(tokens.ids.size());
    for (std::size_t i = 0; i < marked.size(); ++i) {
        marked[i] = tokens.ids[i] | (tokens.isAnswer[i] ? kAnswerMark : 0U);
    }
    return marked;
}

Result<MaskedExample> maskedExample(const Document &document, const text::ChatStyle &style,
                                    const text::Tokenizer &tokenizer, const InstructionRule &rule)
{
    const std::vector<std::uint32_t> marked = BAFO_TRY(markedTokens(document, style, tokenizer));
    MaskedExample example{.document = document.id, .numKept = numKept(marked, rule)};
    const Conversation conversation = BAFO_TRY(parseConversation(document.turns));
    for (const auto &segment : BAFO_TRY(style.segments(tokenizer, conversation, false))) {
        example.rendered += segment.text;
    }
    for (std::size_t i = 0; i < marked.size(); ++i) {
        example.ids.push_back(idOf(marked[i]));
        example.isTarget.push_back(i < example.numKept && isTarget(marked, i, rule));
    }
    return example;
}

} // namespace bafo::data
