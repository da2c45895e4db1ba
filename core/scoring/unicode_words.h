// SPDX-License-Identifier: Apache-2.0
// Characters and words as the metrics count them: those of Python's str, whose results are what others publish.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::scoring {

/// What str.isspace calls white space.
[[nodiscard]] bool isSpace(char32_t character);

/// What \w matches: letters, digits and other numbers, and "_".
[[nodiscard]] bool isWordCharacter(char32_t character);

/// One of string.punctuation: 32 characters of ASCII.
[[nodiscard]] bool isAsciiPunctuation(char32_t character);

[[nodiscard]] std::size_t countCharacters(std::string_view text);
[[nodiscard]] std::u32string charactersOf(std::string_view text);
[[nodiscard]] std::string utf8Of(std::u32string_view text);

/// Each character alone; the few whose small form is longer than one character stay as they are.
[[nodiscard]] std::string lowered(std::string_view text);
[[nodiscard]] char32_t loweredCharacter(char32_t character);
[[nodiscard]] char32_t raisedCharacter(char32_t character);
[[nodiscard]] bool isUpper(char32_t character);

/// str.split(): the words between white space.
[[nodiscard]] std::vector<std::string> wordsOf(std::string_view text);

/// str.strip(), and its halves.
[[nodiscard]] std::string_view stripped(std::string_view text);
[[nodiscard]] std::string_view strippedLeft(std::string_view text);
[[nodiscard]] std::string_view strippedRight(std::string_view text);

[[nodiscard]] std::string joined(const std::vector<std::string> &parts, std::string_view between);

/// Every occurrence, from the left, without looking at what was put in.
[[nodiscard]] std::string replaced(std::string_view text, std::string_view old, std::string_view now);

} // namespace bafo::scoring
