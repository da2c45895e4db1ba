// SPDX-License-Identifier: Apache-2.0
#include "core/text/growth_learner.h"

#include "core/text/known_words.h"
#include "core/text/utf8.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <numeric>
#include <optional>

namespace bafo::text {
namespace {

/// Words of the old language: pieces of a vocabulary that was made for it, and words of the protected texts.
std::vector<std::string> oldWords(const std::vector<std::string> &oldPieces, const WordTable &words)
{
    std::vector<std::string> known = oldPieces;
    for (const auto &[word, counts] : words) {
        if (counts.protectedCount > 0) {
            known.push_back(word);
        }
    }
    return known;
}

/// Which joins of two old pieces are refused because other text than the new language's may hold the pair.
class OldTextGuard {
public:
    OldTextGuard(const GrowthBase &base, const WordTable &words, const GrowthOptions &options,
                 std::int64_t protectedBudget)
        : m_base(base)
        , m_numOldIds(base.pieces().size())
        , m_numNewWords(std::accumulate(words.begin(), words.end(), std::int64_t{0},
                                        [](std::int64_t sum, const auto &word) { return sum + word.second.count; }))
        , m_budget(protectedBudget)
    {
        if (options.guardsUnseenText && base.joinsOnlyWordStarts()) {
            m_starts.emplace(oldWords(base.pieces(), words));
        } else if (options.guardsUnseenText) {
            m_parts.emplace(oldWords(base.pieces(), words));
        }
    }

    /// Whether the pair may be joined; then what it changes in protected text is taken off the budget.
    [[nodiscard]] bool permits(const PairCount &pair, std::string_view bytes)
    {
        // Text that holds none of the new pieces never comes to a pair with one.
        const bool isOfOldPieces = pair.left < m_numOldIds && pair.right < m_numOldIds;
        if (pair.protectedCount > m_budget || (isOfOldPieces && isRisky(pair, bytes))) {
            return false;
        }
        m_budget -= pair.protectedCount;
        return true;
    }

private:
    [[nodiscard]] bool isRisky(const PairCount &pair, std::string_view bytes) const
    {
        if (!hasLatinLetter(bytes) || !(m_starts || m_parts)) {
            return false;
        }
        if (m_starts && !isWordStart(bytes)) {
            return true;
        }
        const std::int64_t weight = m_starts ? m_starts->weightOfStart(bytes) : m_parts->numOccurrences(bytes);
        const double needed = m_base.shareForOneKnownWord() * static_cast<double>(m_numNewWords);
        return static_cast<double>(pair.count) < needed * static_cast<double>(weight);
    }

    const GrowthBase &m_base;
    std::optional<KnownWords> m_starts;
    std::optional<WordParts> m_parts;
    std::size_t m_numOldIds;
    std::int64_t m_numNewWords;
    std::int64_t m_budget;
};

std::int64_t numCutDifferently(const Tokenizer &base, const Tokenizer &grown, const std::vector<std::string> &lines)
{
    return std::ranges::count_if(lines,
                                 [&](const std::string &line) { return base.encode(line) != grown.encode(line); });
}

} // namespace

bool isWordOfLetters(std::string_view word)
{
    if (word.starts_with(' ')) {
        word.remove_prefix(1);
    }
    bool hasLetter = false;
    while (!word.empty()) {
        const DecodedCharacter character = decodeCharacter(word);
        // Marks belong to the letter before them.
        const auto mask = U_GET_GC_MASK(static_cast<UChar32>(character.value));
        if ((mask & (U_GC_L_MASK | U_GC_M_MASK)) == 0) {
            return false;
        }
        hasLetter = hasLetter || (mask & U_GC_L_MASK) != 0;
        word.remove_prefix(static_cast<std::size_t>(character.length));
    }
    return hasLetter;
}

void countWord(WordTable &words, std::string_view word, bool isProtected)
{
    auto found = words.find(word);
    if (found == words.end()) {
        found = words.emplace(std::string(word), WordCounts{}).first;
    }
    (isProtected ? found->second.protectedCount : found->second.count) += 1;
}

std::vector<std::string> linesOf(const std::vector<std::string> &texts)
{
    std::vector<std::string> lines;
    for (const std::string &text : texts) {
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            if (end > at) {
                lines.push_back(text.substr(at, end - at));
            }
            at = end + 1;
        }
    }
    return lines;
}

std::vector<NewPiece> learnPieces(const GrowthBase &base, const WordTable &words, std::vector<CountedWord> cutWords,
                                  std::size_t numProtectedLines, const GrowthOptions &options)
{
    const auto budget
        = static_cast<std::int64_t>(options.largestProtectedShare * static_cast<double>(numProtectedLines));
    OldTextGuard guard(base, words, options, budget);
    PairMerger merger(std::move(cutWords));
    const auto numOld = static_cast<std::uint32_t>(base.pieces().size());
    std::vector<NewPiece> pieces;
    const auto bytesOf = [&](std::uint32_t id) -> const std::string & {
        return id < numOld ? base.pieces()[id] : pieces[id - numOld].bytes;
    };
    while (pieces.size() < static_cast<std::uint64_t>(options.numPieces)) {
        const auto pair = merger.best();
        if (!pair || pair->count < options.minimumCount) {
            break;
        }
        const std::string bytes = bytesOf(pair->left) + bytesOf(pair->right);
        // A second way to an old piece would let old merges go on from it: old words would be cut differently.
        if (base.hasPiece(bytes) || !guard.permits(*pair, bytes)) {
            merger.forbid(*pair);
            continue;
        }
        NewPiece piece = {.id = numOld + static_cast<std::uint32_t>(pieces.size()),
                          .bytes = bytes,
                          .children = {pair->left, pair->right},
                          .subpieces = base.cut(bytes)};
        merger.join(*pair, piece.id);
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

void finishGrowth(const Tokenizer &base, const Tokenizer &grown, const std::vector<std::string> &protectedLines,
                  const std::vector<std::string> &checkedTexts, const GrowthOptions &options, Growth &growth)
{
    growth.baseHash = base.hash();
    growth.grownHash = grown.hash();
    growth.firstNewId = base.vocabularySize();
    growth.paddedRows = (grown.vocabularySize() + options.rowMultiple - 1) / options.rowMultiple * options.rowMultiple;
    growth.numProtectedSentences = static_cast<std::int64_t>(protectedLines.size());
    growth.numChangedSentences = numCutDifferently(base, grown, protectedLines);
    const std::vector<std::string> checkedLines = linesOf(checkedTexts);
    growth.numCheckedSentences = static_cast<std::int64_t>(checkedLines.size());
    growth.numChangedCheckedSentences = numCutDifferently(base, grown, checkedLines);
}

Failure noNewPiece()
{
    return fail(ErrorCode::data, "the texts give no new piece: they hold too few words of letters",
                "give more text of the new language, or lower the minimum count");
}

} // namespace bafo::text
