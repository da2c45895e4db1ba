// SPDX-License-Identifier: Apache-2.0
// Which languages a text is written in, decided sentence by sentence: how much of an answer is isiZulu.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::language {

struct LanguagePart {
    std::string language; ///< a tag such as "zul"; two letters where ISO 639-2 has no three
    std::int64_t numLetters = 0; ///< of its sentences
};

struct LanguageMix {
    std::vector<LanguagePart> parts; ///< the largest first
    std::int64_t numUnclear = 0; ///< letters of sentences that are too short to tell

    [[nodiscard]] std::int64_t numLetters() const;

    /// Whether there is too little to speak of shares: nothing, or more than half of it is unclear.
    [[nodiscard]] bool isTooShort() const;
};

/// Sentences as Unicode cuts them (Standard Annex 29, and every line's end), each told by CLD2 with all its languages.
/// A sentence is not told where CLD2 itself is not sure, or it has fewer than kFewestLetters letters. `expected` are
/// the tags of languages to lean towards where a sentence leaves it open, as between isiZulu and isiXhosa. `text` is
/// UTF-8; broken bytes are passed over. Any thread.
[[nodiscard]] LanguageMix languagesOf(std::string_view text, const std::vector<std::string> &expected);

inline constexpr std::int64_t kFewestLetters = 12;

} // namespace bafo::language
