// SPDX-License-Identifier: Apache-2.0
// What is wrong with a tokenizer: pieces that no text gives, pieces that are there twice, text that does not come back,
// text that is cut otherwise than by the tokenizer it was grown from.
#pragma once

#include "core/base/result.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_json.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace bafo::text {

struct TokenizerAudit {
    std::int64_t numPieces = 0; ///< that stand for text: neither control tokens, nor bytes, nor unused ids

    /// No text gives them, by the merges: a piece that its own text does not give is given by none (see
    /// core/text/piece_merges.h; the argument holds for byte-level BPE inside a word too). For SentencePiece models
    /// other than BPE, which have no merges, by their own text.
    std::vector<std::uint32_t> unreachable;

    /// The merges would give them, but what happens to text before merging (a normalizer, the cut into words) keeps
    /// their own text from it. Pieces that are no text of their own (half a character, no space where the tokenizer
    /// puts one) are not tried.
    std::vector<std::uint32_t> notGivenByOwnText;

    std::vector<std::pair<std::uint32_t, std::uint32_t>> duplicates; ///< of equal bytes, the lower id first
    std::vector<std::uint32_t> notDecoded; ///< decode(encode(x)) is not x for the piece's own text x

    std::int64_t numLines = 0; ///< of the texts given
    std::int64_t numLinesChanged = 0; ///< decode(encode(line)) is another line
    std::string firstLineChanged;
};

/// Takes about a second for a quarter of a million pieces. Fails (data) as makeTokenizer does.
[[nodiscard]] Result<TokenizerAudit> auditTokenizer(const TokenizerFiles &files, const std::vector<std::string> &texts);

/// How many of the texts' lines two tokenizers cut differently, and of how many.
struct CutComparison {
    std::int64_t numLines = 0;
    std::int64_t numDifferent = 0;
    std::string firstDifferent;
};

[[nodiscard]] CutComparison compareCuts(const Tokenizer &one, const Tokenizer &other,
                                        const std::vector<std::string> &texts);

} // namespace bafo::text
