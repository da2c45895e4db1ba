// SPDX-License-Identifier: Apache-2.0
#include "core/text/growth_usage.h"

#include "core/text/sentence_piece_model.h"
#include "core/text/utf8.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace bafo::text {
namespace {

constexpr std::size_t kMostExamples = 3;

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

bool isAscii(char c)
{
    return static_cast<unsigned char>(c) < 0x80;
}

using PartCounts = std::unordered_map<std::string_view, std::int64_t>;

/// Cuts in front of single spaces inside a text. A space between two characters beyond ASCII is left alone, since both
/// might be spaces too.
void addParts(std::string_view text, PartCounts &parts)
{
    std::size_t start = 0;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        const char before = text[i - 1];
        const char after = text[i + 1];
        if (text[i] == ' ' && !isSpace(before) && !isSpace(after) && (isAscii(before) || isAscii(after))) {
            ++parts[text.substr(start, i - start)];
            start = i;
        }
    }
    ++parts[text.substr(start)];
}

/// Where tokens may reach across spaces a text is one part.
PartCounts partsOf(const Tokenizer &tokenizer, std::span<const std::string> texts)
{
    PartCounts parts;
    for (const std::string &text : texts) {
        if (tokenizer.cutsAtSpaces() && text.find(kSpaceMark) == std::string::npos) {
            addParts(text, parts);
        } else {
            ++parts[text];
        }
    }
    return parts;
}

/// From the first letter to the last one: without quotation marks, full stops and the like.
std::string_view fromLetterToLetter(std::string_view word)
{
    std::size_t first = word.size();
    std::size_t end = 0;
    for (std::size_t i = 0; i < word.size();) {
        const DecodedCharacter character = decodeCharacter(word.substr(i));
        const auto mask = U_GET_GC_MASK(static_cast<UChar32>(character.value));
        const auto next = i + static_cast<std::size_t>(character.length);
        if (character.isValid && (mask & (U_GC_L_MASK | U_GC_M_MASK)) != 0) {
            first = std::min(first, i);
            end = next;
        }
        i = next;
    }
    return first < end ? word.substr(first, end - first) : std::string_view();
}

/// The word around a place in a part, without punctuation at its ends.
std::string_view wordAround(std::string_view part, std::size_t place)
{
    place = std::min(place, part.size() - 1);
    while (place + 1 < part.size() && isSpace(part[place])) {
        ++place;
    }
    std::size_t start = place;
    while (start > 0 && !isSpace(part[start - 1])) {
        --start;
    }
    std::size_t end = place;
    while (end < part.size() && !isSpace(part[end])) {
        ++end;
    }
    return fromLetterToLetter(part.substr(start, end - start));
}

class UsageCounter {
public:
    explicit UsageCounter(const Growth &growth)
        : m_growth(growth)
    {
        m_usage.pieces.resize(growth.pieces.size());
    }

    void add(const Tokenizer &grown, std::string_view part, std::int64_t count)
    {
        std::size_t place = 0;
        for (const std::uint32_t id : grown.encode(part)) {
            m_numTokens += count;
            if (isNew(id)) {
                m_usage.pieces[id - m_growth.firstNewId].numUses += count;
                addExample(id, wordAround(part, place));
            }
            place += grown.byteLength(id);
        }
    }

    /// From the last piece to the first: a piece is joined wherever it is used and wherever a later one is made of it.
    [[nodiscard]] GrowthUsage finish()
    {
        std::vector<PieceUse> &pieces = m_usage.pieces;
        for (PieceUse &piece : pieces) {
            piece.numSaved = piece.numUses;
        }
        for (std::size_t i = pieces.size(); i-- > 0;) {
            for (const std::uint32_t child : m_growth.pieces[i].children) {
                if (isNew(child)) {
                    pieces[child - m_growth.firstNewId].numSaved += pieces[i].numSaved;
                }
            }
        }
        m_usage.numTokensWithFirst.assign(pieces.size() + 1, m_numTokens);
        for (std::size_t i = pieces.size(); i-- > 0;) {
            m_usage.numTokensWithFirst[i] = m_usage.numTokensWithFirst[i + 1] + pieces[i].numSaved;
        }
        return std::move(m_usage);
    }

private:
    [[nodiscard]] bool isNew(std::uint32_t id) const
    {
        return id >= m_growth.firstNewId && id - m_growth.firstNewId < m_growth.pieces.size();
    }

    void addExample(std::uint32_t id, std::string_view word)
    {
        auto &examples = m_usage.pieces[id - m_growth.firstNewId].examples;
        if (!word.empty() && examples.size() < kMostExamples && std::ranges::find(examples, word) == examples.end()) {
            examples.emplace_back(word);
        }
        for (const std::uint32_t child : m_growth.pieces[id - m_growth.firstNewId].children) {
            if (isNew(child) && child < id) {
                addExample(child, word);
            }
        }
    }

    const Growth &m_growth;
    GrowthUsage m_usage;
    std::int64_t m_numTokens = 0;
};

} // namespace

std::int64_t countTokens(const Tokenizer &tokenizer, std::span<const std::string> texts)
{
    std::int64_t numTokens = 0;
    for (const auto &[part, count] : partsOf(tokenizer, texts)) {
        numTokens += count * static_cast<std::int64_t>(tokenizer.encode(part).size());
    }
    return numTokens;
}

GrowthUsage usageOf(const Growth &growth, const Tokenizer &grown, std::span<const std::string> texts)
{
    const PartCounts parts = partsOf(grown, texts);
    std::vector<std::pair<std::string_view, std::int64_t>> byCount(parts.begin(), parts.end());
    std::ranges::sort(byCount, [](const auto &one, const auto &other) {
        return one.second != other.second ? one.second > other.second : one.first < other.first;
    });
    UsageCounter counter(growth);
    for (const auto &[part, count] : byCount) {
        counter.add(grown, part, count);
    }
    return counter.finish();
}

} // namespace bafo::text
