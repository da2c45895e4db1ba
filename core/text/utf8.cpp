// SPDX-License-Identifier: Apache-2.0
#include "core/text/utf8.h"

#include "core/base/check.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <algorithm>
#include <cstddef>

namespace bafo::text {
namespace {

struct LeadByte {
    int length = 0; ///< 0: no character starts so
    unsigned char secondLow = 0x80;
    unsigned char secondHigh = 0xBF;
};

/// Unicode 15, table 3-7: well-formed sequences.
LeadByte leadByteOf(unsigned char byte)
{
    if (byte < 0x80) {
        return {.length = 1};
    }
    if (byte >= 0xC2 && byte <= 0xDF) {
        return {.length = 2};
    }
    if (byte >= 0xE0 && byte <= 0xEF) {
        return {.length = 3,
                .secondLow = static_cast<unsigned char>(byte == 0xE0 ? 0xA0 : 0x80),
                .secondHigh = static_cast<unsigned char>(byte == 0xED ? 0x9F : 0xBF)};
    }
    if (byte >= 0xF0 && byte <= 0xF4) {
        return {.length = 4,
                .secondLow = static_cast<unsigned char>(byte == 0xF0 ? 0x90 : 0x80),
                .secondHigh = static_cast<unsigned char>(byte == 0xF4 ? 0x8F : 0xBF)};
    }
    return {};
}

} // namespace

DecodedCharacter decodeCharacter(std::string_view bytes)
{
    const auto first = static_cast<unsigned char>(bytes.front());
    const LeadByte lead = leadByteOf(first);
    if (lead.length == 0) {
        return {.value = kReplacementCharacter, .length = 1, .isValid = false};
    }
    char32_t value = lead.length == 1 ? first : first & (0x7FU >> lead.length);
    for (int i = 1; i < lead.length; ++i) {
        if (static_cast<std::size_t>(i) >= bytes.size()) {
            return {.value = kReplacementCharacter, .length = i, .isValid = false, .isCutOff = true};
        }
        const auto byte = static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
        const unsigned char low = i == 1 ? lead.secondLow : 0x80;
        const unsigned char high = i == 1 ? lead.secondHigh : 0xBF;
        if (byte < low || byte > high) {
            return {.value = kReplacementCharacter, .length = i, .isValid = false};
        }
        value = (value << 6) | (byte & 0x3FU);
    }
    return {.value = value, .length = lead.length};
}

bool isValidUtf8(std::string_view bytes)
{
    while (!bytes.empty()) {
        const DecodedCharacter character = decodeCharacter(bytes);
        if (!character.isValid) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(character.length));
    }
    return true;
}

void appendUtf8(std::string &text, char32_t character)
{
    const auto add = [&text](char32_t byte) { text += static_cast<char>(byte); };
    if (character < 0x80) {
        add(character);
    } else if (character < 0x800) {
        add(0xC0 | (character >> 6));
        add(0x80 | (character & 0x3F));
    } else if (character < 0x10000) {
        add(0xE0 | (character >> 12));
        add(0x80 | ((character >> 6) & 0x3F));
        add(0x80 | (character & 0x3F));
    } else {
        add(0xF0 | (character >> 18));
        add(0x80 | ((character >> 12) & 0x3F));
        add(0x80 | ((character >> 6) & 0x3F));
        add(0x80 | (character & 0x3F));
    }
}

std::string mendUtf8(std::string_view bytes)
{
    Utf8Stream stream;
    std::string mended = stream.push(bytes);
    return mended + stream.finish();
}

std::string composed(std::string_view text)
{
    const bool isPlain = std::ranges::all_of(text, [](char byte) { return static_cast<unsigned char>(byte) < 0x80; });
    if (isPlain) {
        return std::string(text);
    }
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2 *normalizer = icu::Normalizer2::getNFCInstance(status);
    BAFO_CHECK(U_SUCCESS(status), "ICU has no NFC data");
    std::string made;
    icu::StringByteSink<std::string> sink(&made);
    const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
    normalizer->normalizeUTF8(0, piece, sink, nullptr, status);
    BAFO_CHECK(U_SUCCESS(status), "ICU cannot normalize valid UTF-8");
    return made;
}

std::string Utf8Stream::push(std::string_view bytes)
{
    m_pending += bytes;
    std::string complete;
    std::string_view rest = m_pending;
    while (!rest.empty()) {
        const DecodedCharacter character = decodeCharacter(rest);
        if (character.isCutOff) {
            break;
        }
        appendUtf8(complete, character.value);
        rest.remove_prefix(static_cast<std::size_t>(character.length));
    }
    m_pending.erase(0, m_pending.size() - rest.size());
    return complete;
}

std::string Utf8Stream::finish()
{
    std::string last;
    if (!m_pending.empty()) {
        appendUtf8(last, kReplacementCharacter);
        m_pending.clear();
    }
    return last;
}

} // namespace bafo::text
