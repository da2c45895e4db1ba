// SPDX-License-Identifier: Apache-2.0
#include "core/text/growth.h"

#include "core/formats/json_limits.h"
#include "core/text/byte_level_bpe.h"
#include "core/text/known_words.h"
#include "core/text/pair_merger.h"
#include "core/text/utf8.h"

#include <nlohmann/json.hpp>
#include <unicode/uchar.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace bafo::text {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kMostPieces = 500'000;
constexpr std::uint32_t kRowMultiple = 64;

/// Of the new language's words, for each word of the old one that begins alike: see growTokenizer.
constexpr double kShareForOneKnownWord = 0.001;

/// Letters, with one space before them: other words are left as they are (numerals, code, punctuation).
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

struct WordCounts {
    std::int64_t count = 0;
    std::int64_t protectedCount = 0;
};

void countWords(const BytePairVocabulary &vocabulary, const std::vector<std::string> &texts, bool isProtected,
                std::map<std::string, WordCounts, std::less<>> &words)
{
    for (const std::string &text : texts) {
        const std::string valid = mendUtf8(text);
        for (const std::string_view word : cutIntoWords(vocabulary.preTokenizer, valid)) {
            if (isWordOfLetters(word)) {
                auto found = words.find(word);
                if (found == words.end()) {
                    found = words.emplace(std::string(word), WordCounts{}).first;
                }
                (isProtected ? found->second.protectedCount : found->second.count) += 1;
            }
        }
    }
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

/// Adds pieces and merges to the base file and leaves everything else in it as it was.
Result<TokenizerFiles> extendFiles(const TokenizerFiles &base, const std::vector<NewPiece> &pieces,
                                   const BytePairVocabulary &grown)
{
    Json json = BAFO_TRY(formats::parseJson(base.tokenizerJson, {.maxBytes = 256U << 20U}));
    Json &vocab = json["model"]["vocab"];
    Json &merges = json["model"]["merges"];
    const bool arePairs = !merges.empty() && merges.front().is_array();
    for (const NewPiece &piece : pieces) {
        const std::string left = toByteCharacters(grown.pieces[piece.children[0]]);
        const std::string right = toByteCharacters(grown.pieces[piece.children[1]]);
        vocab[left + right] = piece.id;
        merges.push_back(arePairs ? Json::array({left, right}) : Json(left + " " + right));
    }
    return TokenizerFiles{.tokenizerJson = json.dump(), .tokenizerConfigJson = base.tokenizerConfigJson};
}

Result<void> checkOptions(const GrowthOptions &options)
{
    if (options.numPieces < 1 || options.numPieces > kMostPieces) {
        return fail(ErrorCode::config, "cannot add " + std::to_string(options.numPieces) + " pieces",
                    "ask for 1 to " + std::to_string(kMostPieces));
    }
    if (options.minimumCount < 1 || !(options.largestProtectedShare >= 0 && options.largestProtectedShare <= 1)) {
        return fail(ErrorCode::config, "the minimum count must be at least 1 and the protected share lie in [0, 1]",
                    "");
    }
    return {};
}

/// Which joins of two old pieces are refused because other text than the new language's may hold the pair.
class OldTextGuard {
public:
    OldTextGuard(const BytePairVocabulary &base, const std::map<std::string, WordCounts, std::less<>> &words,
                 const GrowthOptions &options, std::int64_t protectedBudget)
        : m_knownWords(knownWordsOf(base, words))
        , m_numOldIds(base.pieces.size())
        , m_numNewWords(std::accumulate(words.begin(), words.end(), std::int64_t{0},
                                        [](std::int64_t sum, const auto &word) { return sum + word.second.count; }))
        , m_isOn(options.guardsUnseenText)
        , m_budget(protectedBudget)
    {
    }

    /// Whether the pair may be joined; then what it changes in protected text is taken off the budget.
    [[nodiscard]] bool permits(const PairCount &pair, std::string_view bytes)
    {
        // Text that holds none of the new pieces never comes to a pair with one.
        const bool isOfOldPieces = pair.left < m_numOldIds && pair.right < m_numOldIds;
        if (pair.protectedCount > m_budget || (m_isOn && isOfOldPieces && isRisky(pair, bytes))) {
            return false;
        }
        m_budget -= pair.protectedCount;
        return true;
    }

private:
    static KnownWords knownWordsOf(const BytePairVocabulary &base,
                                   const std::map<std::string, WordCounts, std::less<>> &words)
    {
        std::vector<std::string> known = base.pieces;
        for (const auto &[word, counts] : words) {
            if (counts.protectedCount > 0) {
                known.push_back(word);
            }
        }
        return KnownWords(known);
    }

    [[nodiscard]] bool isRisky(const PairCount &pair, std::string_view bytes) const
    {
        if (!hasLatinLetter(bytes)) {
            return false;
        }
        const double needed = kShareForOneKnownWord * static_cast<double>(m_numNewWords);
        return !isWordStart(bytes)
            || static_cast<double>(pair.count) < needed * static_cast<double>(m_knownWords.weightOfStart(bytes));
    }

    KnownWords m_knownWords;
    std::size_t m_numOldIds;
    std::int64_t m_numNewWords;
    bool m_isOn;
    std::int64_t m_budget;
};

/// Joins pairs until there are enough new pieces or no pair is left.
std::vector<NewPiece> learnPieces(const ByteLevelBpe &base, std::vector<CountedWord> words, OldTextGuard guard,
                                  const GrowthOptions &options, BytePairVocabulary &grown)
{
    PairMerger merger(std::move(words));
    std::vector<NewPiece> pieces;
    while (pieces.size() < static_cast<std::uint64_t>(options.numPieces)) {
        const auto pair = merger.best();
        if (!pair || pair->count < options.minimumCount) {
            break;
        }
        const std::string bytes = grown.pieces[pair->left] + grown.pieces[pair->right];
        // A second way to an old piece would let old merges go on from it: old words would be cut differently.
        if (base.idOf(toByteCharacters(bytes)) || !guard.permits(*pair, bytes)) {
            merger.forbid(*pair);
            continue;
        }
        NewPiece piece = {.id = static_cast<std::uint32_t>(grown.pieces.size()),
                          .bytes = bytes,
                          .children = {pair->left, pair->right}};
        base.encodeWord(bytes, piece.subpieces);
        merger.join(*pair, piece.id);
        grown.pieces.push_back(bytes);
        grown.merges.emplace_back(pair->left, pair->right);
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

std::vector<CountedWord> cutByBase(const ByteLevelBpe &base,
                                   const std::map<std::string, WordCounts, std::less<>> &words)
{
    std::vector<CountedWord> counted;
    for (const auto &[word, counts] : words) {
        CountedWord entry = {.ids = {}, .count = counts.count, .protectedCount = counts.protectedCount};
        base.encodeWord(word, entry.ids);
        counted.push_back(std::move(entry));
    }
    return counted;
}

std::int64_t numCutDifferently(const ByteLevelBpe &base, const ByteLevelBpe &grown,
                               const std::vector<std::string> &lines)
{
    return std::ranges::count_if(lines,
                                 [&](const std::string &line) { return base.encode(line) != grown.encode(line); });
}

} // namespace

Result<GrownTokenizer> growTokenizer(const TokenizerFiles &base, const std::vector<std::string> &texts,
                                     const std::vector<std::string> &protectedTexts, const GrowthOptions &options,
                                     const std::vector<std::string> &checkedTexts)
{
    BAFO_TRY(checkOptions(options));
    BytePairVocabulary vocabulary = BAFO_TRY(parseTokenizerJson(base));
    const auto baseTokenizer = BAFO_TRY(ByteLevelBpe::make(vocabulary));
    const std::vector<std::string> protectedLines = linesOf(protectedTexts);
    std::map<std::string, WordCounts, std::less<>> words;
    countWords(vocabulary, texts, false, words);
    countWords(vocabulary, protectedLines, true, words);
    const auto budget
        = static_cast<std::int64_t>(options.largestProtectedShare * static_cast<double>(protectedLines.size()));

    GrownTokenizer grown;
    Growth &growth = grown.growth;
    growth.baseHash = baseTokenizer->hash();
    growth.firstNewId = baseTokenizer->vocabularySize();
    vocabulary.pieces.resize(growth.firstNewId);
    growth.pieces = learnPieces(*baseTokenizer, cutByBase(*baseTokenizer, words),
                                OldTextGuard(vocabulary, words, options, budget), options, vocabulary);
    if (growth.pieces.empty()) {
        return fail(ErrorCode::data, "the texts give no new piece: they hold too few words of letters",
                    "give more text of the new language, or lower the minimum count");
    }
    grown.files = BAFO_TRY(extendFiles(base, growth.pieces, vocabulary));
    BytePairVocabulary grownVocabulary = BAFO_TRY(parseTokenizerJson(grown.files));
    const auto grownTokenizer = BAFO_TRY(ByteLevelBpe::make(std::move(grownVocabulary)));
    growth.grownHash = grownTokenizer->hash();
    growth.paddedRows = (grownTokenizer->vocabularySize() + kRowMultiple - 1) / kRowMultiple * kRowMultiple;
    growth.numProtectedSentences = static_cast<std::int64_t>(protectedLines.size());
    growth.numChangedSentences = numCutDifferently(*baseTokenizer, *grownTokenizer, protectedLines);
    const std::vector<std::string> checkedLines = linesOf(checkedTexts);
    growth.numCheckedSentences = static_cast<std::int64_t>(checkedLines.size());
    growth.numChangedCheckedSentences = numCutDifferently(*baseTokenizer, *grownTokenizer, checkedLines);
    return grown;
}

} // namespace bafo::text
