// SPDX-License-Identifier: Apache-2.0
// SentencePiece BPE models as tokenizer.json of Hugging Face (BPE with byte fallback, as Gemma's is published), with
// equal ids: written, and read.
//
// Equal for every text, by construction: one merge a piece in the order of the scores (core/text/piece_merges.h), and
// symbols that the user defined as added tokens, which both sides look for first, leftmost and longest. Names of
// control pieces ("<bos>") in a text are the exception: Hugging Face takes them for the tokens, SentencePiece for text.
#pragma once

#include "core/base/result.h"
#include "core/text/sentence_piece_model.h"
#include "core/text/tokenizer_json.h"

#include <string>

namespace bafo::text {

/// tokenizer.json and tokenizer_config.json for the model. What `base` says beside the vocabulary is kept: its
/// configuration, what is put around a text, which added tokens are special. Fails (data) by name where equal ids
/// cannot be promised: other kinds than BPE, a normalizer, a space before every text, two equal scores, pieces made of
/// characters that are none.
[[nodiscard]] Result<TokenizerFiles> writeSentencePieceJson(const SentencePieceModel &model,
                                                            const TokenizerFiles &base);

/// Whether a tokenizer.json is of this kind (it may be damaged all the same).
[[nodiscard]] bool isSentencePieceJson(std::string_view tokenizerJson);

/// The model that gives the same ids as such a tokenizer.json. Fails (data) by name on whatever would change ids and is
/// not understood, and where the order of the merges cannot be told by scores.
[[nodiscard]] Result<SentencePieceModel> parseSentencePieceJson(const TokenizerFiles &files);

} // namespace bafo::text
