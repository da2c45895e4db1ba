// SPDX-License-Identifier: Apache-2.0
// How byte-level tokenizers cut a text into words before they merge: by hand-written scanners for the patterns in use.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace bafo::text {

enum class PreTokenizerKind {
    gpt2, ///< contractions, letters, numbers, others, each with one space before it
    smolLm, ///< every numeral alone, then as gpt2
    llama3, ///< numerals in threes, line ends with what is before them
    qwen2, ///< as llama3, but every numeral alone
};

/// "gpt2", "smollm", "llama3", "qwen2".
[[nodiscard]] std::string_view nameOf(PreTokenizerKind kind);

/// The regular expression that tokenizer.json holds for llama3 or qwen2; empty for the others.
[[nodiscard]] std::string_view patternOf(PreTokenizerKind kind);

/// Cuts valid UTF-8 into consecutive words that make up the whole text.
[[nodiscard]] std::vector<std::string_view> cutIntoWords(PreTokenizerKind kind, std::string_view text);

} // namespace bafo::text
