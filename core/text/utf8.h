// SPDX-License-Identifier: Apache-2.0
// UTF-8: checked reading, mending, and streams that never show half a character.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bafo::text {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

/// One character at the start of non-empty bytes.
struct DecodedCharacter {
    char32_t value = 0;
    int length
        = 1; ///< bytes; of a broken sequence the part that is replaced by one U+FFFD (Unicode 15, 3.9, table 3-8)
    bool isValid = true;
    bool isCutOff = false; ///< broken only because the bytes end here
};

[[nodiscard]] DecodedCharacter decodeCharacter(std::string_view bytes);

[[nodiscard]] bool isValidUtf8(std::string_view bytes);

void appendUtf8(std::string &text, char32_t character);

/// Broken sequences become U+FFFD; valid text comes back as it is.
[[nodiscard]] std::string mendUtf8(std::string_view bytes);

/// Valid UTF-8 in Unicode's form NFC (Unicode Standard Annex 15).
[[nodiscard]] std::string composed(std::string_view text);

/// Cuts a stream of bytes so that what it gives is always valid UTF-8. One thread at a time.
class Utf8Stream {
public:
    /// The characters that are complete now; a sequence that may still be completed is held back.
    [[nodiscard]] std::string push(std::string_view bytes);

    /// What was held back, as U+FFFD. Starts anew.
    [[nodiscard]] std::string finish();

private:
    std::string m_pending;
};

} // namespace bafo::text
