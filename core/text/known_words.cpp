// SPDX-License-Identifier: Apache-2.0
#include "core/text/known_words.h"

#include "core/text/utf8.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <numeric>

namespace bafo::text {
namespace {

constexpr std::size_t kShortStart = 3;
constexpr std::int64_t kStartWithoutSpace = 2;
constexpr std::size_t kLongestPart = 32; ///< bytes that are told apart

/// Without spaces before it, in small letters; bytes that are no UTF-8 stay as they are.
std::string foldedOf(std::string_view word)
{
    while (word.starts_with(' ')) {
        word.remove_prefix(1);
    }
    std::string folded;
    while (!word.empty()) {
        const DecodedCharacter character = decodeCharacter(word);
        const auto length = static_cast<std::size_t>(character.length);
        if (character.isValid) {
            appendUtf8(folded, static_cast<char32_t>(u_tolower(static_cast<UChar32>(character.value))));
        } else {
            folded += word.substr(0, length);
        }
        word.remove_prefix(length);
    }
    return folded;
}

std::size_t numCharactersOf(std::string_view text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

/// Folded and sorted.
std::vector<std::string> distinctWords(const std::vector<std::string> &words)
{
    std::vector<std::string> distinct;
    distinct.reserve(words.size());
    for (const std::string &word : words) {
        if (std::string folded = foldedOf(word); !folded.empty()) {
            distinct.push_back(std::move(folded));
        }
    }
    std::ranges::sort(distinct);
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    return distinct;
}

} // namespace

KnownWords::KnownWords(const std::vector<std::string> &words)
    : m_words(distinctWords(words))
{
}

std::int64_t KnownWords::weightOfStart(std::string_view start) const
{
    const std::string folded = foldedOf(start);
    const auto first = std::ranges::lower_bound(m_words, folded);
    // All that begin with it stand in a row, itself before the others.
    const auto end = std::partition_point(first, m_words.end(),
                                          [&folded](const std::string &word) { return word.starts_with(folded); });
    const bool isWord = first != end && *first == folded;
    return (end - first) + (isWord ? 1 : 0) + (numCharactersOf(folded) <= kShortStart ? 1 : 0)
        + (start.starts_with(' ') ? 0 : kStartWithoutSpace);
}

WordParts::WordParts(const std::vector<std::string> &words)
{
    for (const std::string &word : distinctWords(words)) {
        if (hasLatinLetter(word)) {
            m_text += ' ' + word;
        }
    }
    m_suffixes.resize(m_text.size());
    std::iota(m_suffixes.begin(), m_suffixes.end(), 0U);
    std::ranges::sort(m_suffixes, [this](std::uint32_t one, std::uint32_t other) {
        const std::string_view text = m_text;
        const int order = text.substr(one, kLongestPart).compare(text.substr(other, kLongestPart));
        return order != 0 ? order < 0 : one < other;
    });
}

std::int64_t WordParts::numOccurrences(std::string_view part) const
{
    const std::string_view bare = part.substr(part.starts_with(' ') ? 1 : 0);
    const auto isCapital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (bare.empty() || std::any_of(bare.begin() + 1, bare.end(), isCapital)) {
        return 0;
    }
    std::string folded = (part.starts_with(' ') || isCapital(bare.front()) ? " " : "") + foldedOf(part);
    folded.resize(std::min(folded.size(), kLongestPart));
    const auto beginning = [&](std::uint32_t place) { return std::string_view(m_text).substr(place, folded.size()); };
    const std::string_view wanted = folded;
    const auto first = std::ranges::lower_bound(m_suffixes, wanted, std::ranges::less(), beginning);
    return std::ranges::upper_bound(first, m_suffixes.end(), wanted, std::ranges::less(), beginning) - first;
}

bool isWordStart(std::string_view piece)
{
    const bool hasSpace = piece.starts_with(' ');
    piece.remove_prefix(hasSpace ? 1 : 0);
    bool isFirst = true;
    while (!piece.empty()) {
        const DecodedCharacter character = decodeCharacter(piece);
        const auto value = static_cast<UChar32>(character.value);
        const bool isCapital = u_isupper(value) != 0 || u_istitle(value) != 0;
        const bool isLetter = (U_GET_GC_MASK(value) & (U_GC_L_MASK | U_GC_M_MASK)) != 0;
        if (!character.isValid || !isLetter || (isFirst ? !hasSpace && !isCapital : isCapital)) {
            return false;
        }
        isFirst = false;
        piece.remove_prefix(static_cast<std::size_t>(character.length));
    }
    return !isFirst;
}

bool hasLatinLetter(std::string_view piece)
{
    return std::ranges::any_of(piece,
                               [](char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); });
}

} // namespace bafo::text
