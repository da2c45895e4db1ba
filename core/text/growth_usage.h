// SPDX-License-Identifier: Apache-2.0
// What a tokenizer, and the new pieces of a growth, make of a text: counts of tokens, uses of each piece, what each
// saves, and what fewer pieces would have given.
#pragma once

#include "core/text/growth.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bafo::text {

/// Sum of encode(text).size(). Where tokens end at spaces each distinct word is cut only once, which is
/// many times faster.
[[nodiscard]] std::int64_t countTokens(const Tokenizer &tokenizer, std::span<const std::string> texts);

struct PieceUse {
    std::int64_t numUses = 0; ///< as a token of its own
    std::int64_t numSaved = 0; ///< tokens that its join saves, inside longer pieces too
    std::vector<std::string> examples; ///< words of the text that hold it, the most frequent first: at most three
};

struct GrowthUsage {
    std::vector<PieceUse> pieces; ///< as Growth::pieces
    std::vector<std::int64_t> numTokensWithFirst; ///< [k]: with the first k pieces only; [0] is the base's count
};

/// Merges are ordered, so the first k pieces of a growth are a growth of k, and its cut is the whole growth's cut with
/// later pieces taken apart again: one pass gives the counts for every k. `grown` must be the tokenizer that the growth
/// belongs to. Pieces taken from another tokenizer are in no such order: for them the counts with fewer pieces mean
/// nothing.
[[nodiscard]] GrowthUsage usageOf(const Growth &growth, const Tokenizer &grown, std::span<const std::string> texts);

} // namespace bafo::text
