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
///
/// Gemma's English cuts hold few of the pairs that isiZulu needs, so the guard of unseen text is milder here than for
/// byte-level BPE: a join of two old pieces may stand anywhere in a word, but must be as frequent as 0.0075 % of the
/// new language's words for each place in a known word that holds it (WordParts::numOccurrences over the vocabulary and
/// the protected words). 8,000 pieces on Gemma-2, grown on NCHLT, Vuk'uzenzele and Umsuka (train, dev), African
/// Storybook and SONA (0.52 million words), protecting the English of Umsuka's and Vuk'uzenzele's train and SONA.
/// Tokens a word, line by line, and English lines cut differently:
///     share a word         umsuka  vukuzenzele  sib200   English: umsuka  sib200  TICO-19  Belebele  vukuzenzele
///                          test    test         (FLORES)          2,237   1,004    3,071     5,400        2,157
///     before                 3.31         3.39    3.43
///     BafoGPT's 31,769       2.55         2.54    2.60
///     0.000075               2.28         2.17    2.36                 2       1        0         0            3
///     0.00005                2.27         2.15    2.36                 3       0        0         0            5
///     0.0001                 2.29         2.17    2.37                 2       1        0         0            3
///     0.0003, without dev    2.35         2.24    2.42                 0       1        0         0            3
///     none, without dev      2.26         2.14    2.34                 3       2        1         2            8
/// What still changes is isiZulu inside English: places, titles, and names that sound alike.
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
