// SPDX-License-Identifier: Apache-2.0
// tokenizer.json and tokenizer_config.json of Hugging Face, for byte-level BPE: read with everything unknown refused,
// and written.
#pragma once

#include "core/base/result.h"
#include "core/text/byte_level_bpe.h"

#include <string>
#include <string_view>

namespace bafo::text {

/// The files of a tokenizer. Where there is a SentencePiece model it decides, and tokenizer.json says the same to
/// others.
struct TokenizerFiles {
    std::string tokenizerJson = {}; ///< empty where there is none
    std::string tokenizerConfigJson = {}; ///< empty where there is none
    std::string sentencePieceModel = {}; ///< tokenizer.model; empty for byte-level BPE
};

/// Fails (data) on damage and, by name, on every part that would change ids and is not understood.
[[nodiscard]] Result<BytePairVocabulary> parseTokenizerJson(const TokenizerFiles &files);

/// Files that Hugging Face tokenizers loads with equal ids. `chatTemplate` is kept as it is; may be empty.
[[nodiscard]] TokenizerFiles writeTokenizerJson(const BytePairVocabulary &vocabulary, std::string_view chatTemplate);

} // namespace bafo::text
