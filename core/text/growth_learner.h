// SPDX-License-Identifier: Apache-2.0
// What growing has in common whatever the tokenizer's kind: words of two languages counted, pairs joined, and text of
// the old language spared (see growTokenizer).
#pragma once

#include "core/text/growth.h"
#include "core/text/pair_merger.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::text {

struct WordCounts {
    std::int64_t count = 0; ///< in the texts to learn from
    std::int64_t protectedCount = 0; ///< in the texts to leave alone
};

/// By word, with the space before it.
using WordTable = std::map<std::string, WordCounts, std::less<>>;

/// Letters and their marks, with one space before them: other words are left as they are (numerals, code,
/// punctuation).
[[nodiscard]] bool isWordOfLetters(std::string_view word);

void countWord(WordTable &words, std::string_view word, bool isProtected);

/// The lines of all texts that are not empty.
[[nodiscard]] std::vector<std::string> linesOf(const std::vector<std::string> &texts);

/// The tokenizer that is grown, as far as learning asks.
class GrowthBase {
public:
    GrowthBase() = default;
    GrowthBase(const GrowthBase &) = delete;
    GrowthBase &operator=(const GrowthBase &) = delete;
    virtual ~GrowthBase() = default;

    /// Bytes by id, empty where an id is no piece that can be joined; new ids begin behind the last.
    [[nodiscard]] virtual const std::vector<std::string> &pieces() const = 0;
    [[nodiscard]] virtual bool hasPiece(std::string_view bytes) const = 0;
    [[nodiscard]] virtual std::vector<std::uint32_t> cut(std::string_view bytes) const = 0;

    /// How often a join of two old pieces must occur where unseen text is guarded: this share of the new language's
    /// words for each known word of the old one that begins with the piece, or holds it.
    [[nodiscard]] virtual double shareForOneKnownWord() const = 0;

    /// Whether such a join must be able to begin words only; then known words count that begin with it
    /// (KnownWords::weightOfStart), else places in known words (WordParts::numOccurrences).
    [[nodiscard]] virtual bool joinsOnlyWordStarts() const = 0;
};

/// Joins the most frequent pair of `cutWords` again and again until there are enough new pieces, or no pair is left
/// that may be joined. `numProtectedLines` is what largestProtectedShare is a share of.
[[nodiscard]] std::vector<NewPiece> learnPieces(const GrowthBase &base, const WordTable &words,
                                                std::vector<CountedWord> cutWords, std::size_t numProtectedLines,
                                                const GrowthOptions &options);

/// What is left to tell once both tokenizers are there: hashes, rows, and lines that are cut differently.
void finishGrowth(const Tokenizer &base, const Tokenizer &grown, const std::vector<std::string> &protectedLines,
                  const std::vector<std::string> &checkedTexts, const GrowthOptions &options, Growth &growth);

/// The failure of a growth that found nothing.
[[nodiscard]] Failure noNewPiece();

} // namespace bafo::text
