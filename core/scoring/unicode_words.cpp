// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/unicode_words.h"

#include "core/text/utf8.h"

#include <unicode/uchar.h>

namespace bafo::scoring {

bool isSpace(char32_t character)
{
    return u_isUWhiteSpace(static_cast<UChar32>(character)) != 0 || (character >= 0x1C && character <= 0x1F);
}

bool isWordCharacter(char32_t character)
{
    constexpr std::uint32_t kWords = U_GC_L_MASK | U_GC_N_MASK;
    return character == U'_' || (U_GET_GC_MASK(static_cast<UChar32>(character)) & kWords) != 0;
}

bool isAsciiPunctuation(char32_t character)
{
    return (character >= 0x21 && character <= 0x2F) || (character >= 0x3A && character <= 0x40)
        || (character >= 0x5B && character <= 0x60) || (character >= 0x7B && character <= 0x7E);
}

std::size_t countCharacters(std::string_view text)
{
    std::size_t count = 0;
    while (!text.empty()) {
        text.remove_prefix(static_cast<std::size_t>(text::decodeCharacter(text).length));
        ++count;
    }
    return count;
}

std::u32string charactersOf(std::string_view text)
{
    std::u32string characters;
    characters.reserve(text.size());
    while (!text.empty()) {
        const text::DecodedCharacter character = text::decodeCharacter(text);
        characters += character.value;
        text.remove_prefix(static_cast<std::size_t>(character.length));
    }
    return characters;
}

std::string utf8Of(std::u32string_view text)
{
    std::string bytes;
    bytes.reserve(text.size());
    for (const char32_t character : text) {
        text::appendUtf8(bytes, character);
    }
    return bytes;
}

char32_t loweredCharacter(char32_t character)
{
    return static_cast<char32_t>(u_tolower(static_cast<UChar32>(character)));
}

char32_t raisedCharacter(char32_t character)
{
    return static_cast<char32_t>(u_toupper(static_cast<UChar32>(character)));
}

bool isUpper(char32_t character)
{
    return u_isupper(static_cast<UChar32>(character)) != 0;
}

std::string lowered(std::string_view text)
{
    std::u32string characters = charactersOf(text);
    for (char32_t &character : characters) {
        character = loweredCharacter(character);
    }
    return utf8Of(characters);
}

std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    while (!text.empty()) {
        const text::DecodedCharacter character = text::decodeCharacter(text);
        const auto length = static_cast<std::size_t>(character.length);
        if (!isSpace(character.value)) {
            word += text.substr(0, length);
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
        text.remove_prefix(length);
    }
    if (!word.empty()) {
        words.push_back(std::move(word));
    }
    return words;
}

std::string_view strippedLeft(std::string_view text)
{
    while (!text.empty()) {
        const text::DecodedCharacter character = text::decodeCharacter(text);
        if (!isSpace(character.value)) {
            break;
        }
        text.remove_prefix(static_cast<std::size_t>(character.length));
    }
    return text;
}

std::string_view strippedRight(std::string_view text)
{
    std::size_t end = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        const text::DecodedCharacter character = text::decodeCharacter(text.substr(at));
        at += static_cast<std::size_t>(character.length);
        end = isSpace(character.value) ? end : at;
    }
    return text.substr(0, end);
}

std::string_view stripped(std::string_view text)
{
    return strippedRight(strippedLeft(text));
}

std::string joined(const std::vector<std::string> &parts, std::string_view between)
{
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        text += (i == 0 ? "" : std::string(between)) + parts[i];
    }
    return text;
}

std::string replaced(std::string_view text, std::string_view old, std::string_view now)
{
    std::string result;
    std::size_t start = 0;
    while (true) {
        const std::size_t found = text.find(old, start);
        result += text.substr(start, found == std::string_view::npos ? found : found - start);
        if (found == std::string_view::npos) {
            return result;
        }
        result += now;
        start = found + old.size();
    }
}

} // namespace bafo::scoring
