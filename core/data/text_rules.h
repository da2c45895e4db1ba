// SPDX-License-Identifier: Apache-2.0
// What the data room asks of a text: is it UTF-8, how many words, what does it look like without its trimmings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bafo::data {

/// Offset of the first byte that is not part of well-formed UTF-8, or is a NUL; nothing where all is well.
[[nodiscard]] std::optional<std::size_t> firstBadByte(std::string_view text);

/// Unicode normalisation form C. The text must be UTF-8.
[[nodiscard]] std::string toNfc(std::string_view text);

/// Runs of anything that is not white space, as Unicode defines it.
[[nodiscard]] std::int64_t countWords(std::string_view text);

/// White space at both ends taken away (Unicode White_Space).
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// What near-duplicates have in common: compatibility forms and case folded, accelerator marks ("~", "_") dropped,
/// digits, punctuation, symbols and white space seen as one gap. A text without a letter is its own key, with "="
/// before it.
[[nodiscard]] std::string normalizedKey(std::string_view text);

/// Letters, digits, "-" and "_", at most 35: what is taken as the name of a language.
[[nodiscard]] bool isLanguageTag(std::string_view tag);

} // namespace bafo::data
