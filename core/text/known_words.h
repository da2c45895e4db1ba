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

/// Which parts known words have, wherever in them. Const and thread-safe.
class WordParts {
public:
    /// Words with a Latin letter of those given; a space before them and the case of letters do not count.
    explicit WordParts(const std::vector<std::string> &words);

    /// How often the part occurs in distinct words: at their start where a space stands before it or it begins with a
    /// capital, else anywhere; 0 where a capital stands inside, which common words do not have.
    [[nodiscard]] std::int64_t numOccurrences(std::string_view part) const;

private:
    std::string m_text; ///< the words, each behind a space
    std::vector<std::uint32_t> m_suffixes; ///< places in m_text, by what follows there
};

/// Whether a piece can only begin a word as it is written in Latin letters: a space and letters of which none but the
/// first is a capital, or a capital and small letters.
[[nodiscard]] bool isWordStart(std::string_view piece);

/// Whether any of a to z, A to Z is in it.
[[nodiscard]] bool hasLatinLetter(std::string_view piece);

} // namespace bafo::text
