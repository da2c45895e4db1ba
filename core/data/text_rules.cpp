// SPDX-License-Identifier: Apache-2.0
#include "core/data/text_rules.h"

#include "core/base/check.h"

#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace bafo::data {
namespace {

/// One character and the place behind it.
UChar32 nextCharacter(std::string_view text, std::size_t &position)
{
    auto index = static_cast<std::int64_t>(position);
    const auto size = static_cast<std::int64_t>(text.size());
    const auto *bytes = reinterpret_cast<const std::uint8_t *>(text.data());
    UChar32 character = 0;
    U8_NEXT(bytes, index, size, character);
    position = static_cast<std::size_t>(index);
    return character;
}

void append(std::string &text, UChar32 character)
{
    std::uint8_t bytes[U8_MAX_LENGTH];
    std::int32_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, character);
    text.append(reinterpret_cast<const char *>(bytes), static_cast<std::size_t>(length));
}

icu::StringPiece pieceOf(std::string_view text)
{
    return {text.data(), static_cast<std::int32_t>(text.size())};
}

bool isAcceleratorMark(UChar32 character)
{
    return character == U'~' || character == U'_';
}

} // namespace

std::optional<std::size_t> firstBadByte(std::string_view text)
{
    for (std::size_t position = 0; position < text.size();) {
        const std::size_t start = position;
        if (nextCharacter(text, position) <= 0) {
            return start;
        }
    }
    return std::nullopt;
}

std::string toNfc(std::string_view text)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2 *normalizer = icu::Normalizer2::getNFCInstance(status);
    BAFO_CHECK(U_SUCCESS(status), "ICU has no NFC");
    if (normalizer->isNormalizedUTF8(pieceOf(text), status)) {
        return std::string(text);
    }
    const icu::UnicodeString normalized = normalizer->normalize(icu::UnicodeString::fromUTF8(pieceOf(text)), status);
    BAFO_CHECK(U_SUCCESS(status), "ICU failed to normalise");
    std::string result;
    return normalized.toUTF8String(result);
}

std::int64_t countWords(std::string_view text)
{
    std::int64_t numWords = 0;
    bool isInWord = false;
    for (std::size_t position = 0; position < text.size();) {
        const bool isSpace = u_isUWhiteSpace(nextCharacter(text, position)) != 0;
        numWords += !isSpace && !isInWord ? 1 : 0;
        isInWord = !isSpace;
    }
    return numWords;
}

std::string_view trimmed(std::string_view text)
{
    std::size_t first = text.size();
    std::size_t last = 0;
    for (std::size_t position = 0; position < text.size();) {
        const std::size_t start = position;
        if (u_isUWhiteSpace(nextCharacter(text, position)) == 0) {
            first = first == text.size() ? start : first;
            last = position;
        }
    }
    return first == text.size() ? std::string_view() : text.substr(first, last - first);
}

std::string normalizedKey(std::string_view text)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2 *normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
    BAFO_CHECK(U_SUCCESS(status), "ICU has no NFKC_Casefold");
    const icu::UnicodeString folded = normalizer->normalize(icu::UnicodeString::fromUTF8(pieceOf(text)), status);
    BAFO_CHECK(U_SUCCESS(status), "ICU failed to fold");
    std::string key;
    bool isGap = false;
    for (std::int32_t index = 0; index < folded.length();) {
        const UChar32 character = folded.char32At(index);
        index += U16_LENGTH(character);
        if (isAcceleratorMark(character)) {
            continue;
        }
        if ((U_GET_GC_MASK(character) & (U_GC_L_MASK | U_GC_M_MASK)) == 0) {
            isGap = true;
            continue;
        }
        if (isGap && !key.empty()) {
            key += ' ';
        }
        isGap = false;
        append(key, character);
    }
    return key.empty() ? "=" + std::string(trimmed(text)) : key;
}

bool isLanguageTag(std::string_view tag)
{
    return !tag.empty() && tag.size() <= 35 && std::all_of(tag.begin(), tag.end(), [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9')
            || letter == '-' || letter == '_';
    });
}

} // namespace bafo::data
