// SPDX-License-Identifier: Apache-2.0
// Conversations as tokens with a mark on those of the answers: what a token store holds of them, and what of a
// conversation a sequence takes. Training and looking at examples both go through here.
#pragma once

#include "core/base/result.h"
#include "core/data/document.h"
#include "core/text/chat_style.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bafo::data {

/// On a token that belongs to an answer. No vocabulary has ids that high.
inline constexpr std::uint32_t kAnswerMark = 1U << 31U;

[[nodiscard]] constexpr std::uint32_t idOf(std::uint32_t markedToken)
{
    return markedToken & ~kAnswerMark;
}

/// How much of a conversation is trained on, and what of it the model is asked for.
struct InstructionRule {
    std::int64_t sequenceLength = 512; ///< T: a sequence has room for T + 1 tokens
    bool learnsAll = false; ///< questions too, not only answers
};

/// Whether the model is asked for token `index` of a conversation: never for the first, which follows nothing.
[[nodiscard]] bool isTarget(std::span<const std::uint32_t> marked, std::size_t index, const InstructionRule &rule);

/// Tokens of a conversation that are kept: its first T + 1. 0 where no target would be left of it: then it is left out.
[[nodiscard]] std::size_t numKept(std::span<const std::uint32_t> marked, const InstructionRule &rule);

/// Fails (data) as ChatStyle::encodeMasked does, or on a document that is no conversation.
[[nodiscard]] Result<std::vector<std::uint32_t>> markedTokens(const Document &document, const text::ChatStyle &style,
                                                              const text::Tokenizer &tokenizer);

/// A conversation as a trainer sees it.
struct MaskedExample {
    std::int64_t document = 0;
    std::string rendered = {}; ///< control tokens by their names
    std::vector<std::uint32_t> ids = {}; ///< of the whole conversation
    std::vector<bool> isTarget = {}; ///< as long as ids
    std::size_t numKept = 0; ///< ids in front that are trained on; 0: it is left out
};

/// Fails as markedTokens does.
[[nodiscard]] Result<MaskedExample> maskedExample(const Document &document, const text::ChatStyle &style,
                                                  const text::Tokenizer &tokenizer, const InstructionRule &rule);

} // namespace bafo::data
