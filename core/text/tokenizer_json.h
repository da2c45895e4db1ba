// SPDX-License-Identifier: Apache-2.0
// tokenizer.json and tokenizer_config.json of Hugging Face, for byte-level BPE: read with everything unknown refused,
// and written.
#pragma once

#include "core/base/result.h"
#include "core/text/byte_level_bpe.h"

#include <string>
#include <string_view>

namespace bafo::text {

/// The two files of a byte-level tokenizer.
struct TokenizerFiles {
    std::string tokenizerJson;
    std::string tokenizerConfigJson; ///< empty where there is none
};

/// Fails (data) on damage and, by name, on every part that would change ids and is not understood.
[[nodiscard]] Result<BytePairVocabulary> parseTokenizerJson(const TokenizerFiles &files);

/// Files that Hugging Face tokenizers loads with equal ids. `chatTemplate` is kept as it is; may be empty.
[[nodiscard]] TokenizerFiles writeTokenizerJson(const BytePairVocabulary &vocabulary, std::string_view chatTemplate);

} // namespace bafo::text
