// SPDX-License-Identifier: Apache-2.0
// Whether a given answer is the wanted one: word for word, by shared words, or but for a prefix of isiZulu.
#pragma once

#include <string>
#include <string_view>

namespace bafo::scoring {

/// Exact match as lm-evaluation-harness scores NQ-open (version 4): English articles taken off, small letters, ASCII
/// punctuation taken out. White space around the answer counts for nothing.
[[nodiscard]] bool isExactMatch(std::string_view answer, std::string_view reference);

/// Shared words of SQuAD 1.1 (Rajpurkar et al. 2016): small letters, no ASCII punctuation, no English articles; the
/// harmonic mean of precision and recall over the words as a multiset. 0 where they share none.
[[nodiscard]] double wordF1(std::string_view answer, std::string_view reference);

/// Version of isPrefixMatch, recorded with scores.
inline constexpr int kPrefixMatchVersion = 1;

/// Exact match that does not mind isiZulu's prefixes: the words agree one by one, where two words agree that are equal
/// once a prefix is taken off either or both. A prefix is what stands before a capital letter or a hyphen inside a word
/// (uJacob, i-Apple, eNingizimu, USteve), at most five letters; of a word without either it is one of a list of noun,
/// place and possessive prefixes (u, i, ku, nge, wase, ...) before at least three letters, and only where the other
/// word is exactly what remains. English articles and punctuation count as in isExactMatch.
[[nodiscard]] bool isPrefixMatch(std::string_view answer, std::string_view reference);

/// What wordF1 compares.
[[nodiscard]] std::string normalizedAnswer(std::string_view text);

} // namespace bafo::scoring
