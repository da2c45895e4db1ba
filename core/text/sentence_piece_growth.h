// SPDX-License-Identifier: Apache-2.0
// Growth of SentencePiece BPE models: pieces learned from text, or taken from another model. Both write tokenizer.model
// and tokenizer.json with equal ids.
#pragma once

#include "core/text/growth.h"

#include <string>
#include <vector>

namespace bafo::text {

/// growTokenizer for a SentencePiece model: continued byte pair encoding (see there) over words of letters, cut by the
/// base's merges. New pieces get scores below the lowest old one, in the order in which they were learned, so old
/// merges come first and every new piece can be reached. Joins inside old pieces that no text gives are left alone:
/// they would come to life. Fails (data) also where no tokenizer.json can give the same ids (writeSentencePieceJson).
[[nodiscard]] Result<GrownTokenizer> growSentencePiece(const TokenizerFiles &base,
                                                       const std::vector<std::string> &texts,
                                                       const std::vector<std::string> &protectedTexts,
                                                       const GrowthOptions &options,
                                                       const std::vector<std::string> &checkedTexts);

/// The pieces of `other` that `base` lacks, by their text, behind the old ones in the other's order: what BafoGPT did
/// to Gemma. Pieces for bytes and for control are not taken. Scores lie below the lowest old one: the old merges come
/// first and keep many of the pieces from ever being made, which the report tells piece by piece
/// (NewPiece::isReachable); scores above the old ones would leave about as many unreachable and cut old text
/// differently (reference data-tokenizer-eval §7). Of the options only rowMultiple counts. Fails (data) as
/// growSentencePiece does, and where nothing is lacking.
[[nodiscard]] Result<GrownTokenizer> addPiecesOf(const TokenizerFiles &base, const TokenizerFiles &other,
                                                 const GrowthOptions &options,
                                                 const std::vector<std::string> &checkedTexts);

} // namespace bafo::text
