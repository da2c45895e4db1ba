// SPDX-License-Identifier: Apache-2.0
// What is known of the language that a tokenizer was made for: how many of its words begin in a given way.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::text {

/// Const and thread-safe.
class KnownWords {
public:
    /// Pieces of a vocabulary and words of texts; a space before them and the case of letters do not count.
    explicit KnownWords(const std::vector<std::string> &words);

    /// How many distinct words begin with this text, itself included; one more where it is a word itself, one more
    /// where it has at most three letters, and two more where no space stands before it: unseen words begin like seen
    /// ones, short beginnings are met more often, and without a space also behind a hyphen, in the middle of names.
    [[nodiscard]] std::int64_t weightOfStart(std::string_view start) const;

private:
    std::vector<std::string> m_words; ///< sorted, unlike each other
};

/// Whether a piece can only begin a word as it is written in Latin letters: a space and letters of which none but the
/// first is a capital, or a capital and small letters.
[[nodiscard]] bool isWordStart(std::string_view piece);

/// Whether any of a to z, A to Z is in it.
[[nodiscard]] bool hasLatinLetter(std::string_view piece);

} // namespace bafo::text
