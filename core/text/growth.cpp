// SPDX-License-Identifier: Apache-2.0
#include "core/text/growth.h"

#include "core/formats/json_limits.h"
#include "core/text/byte_level_bpe.h"
#include "core/text/growth_learner.h"
#include "core/text/sentence_piece_growth.h"

#include <nlohmann/json.hpp>

namespace bafo::text {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kMostPieces = 500'000;
constexpr std::uint32_t kLargestRowMultiple = 1U << 20U;

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
    if (options.rowMultiple < 1 || options.rowMultiple > kLargestRowMultiple) {
        return fail(ErrorCode::config, "rows cannot be padded to a multiple of " + std::to_string(options.rowMultiple),
                    "name 1 to " + std::to_string(kLargestRowMultiple));
    }
    return {};
}

/// A byte-level tokenizer that is grown.
class ByteLevelBase final : public GrowthBase {
public:
    explicit ByteLevelBase(const ByteLevelBpe &tokenizer)
        : m_tokenizer(tokenizer)
        , m_pieces(tokenizer.vocabulary().pieces)
    {
        m_pieces.resize(tokenizer.vocabularySize());
    }

    [[nodiscard]] const std::vector<std::string> &pieces() const override { return m_pieces; }
    [[nodiscard]] bool hasPiece(std::string_view bytes) const override
    {
        return m_tokenizer.idOf(toByteCharacters(bytes)).has_value();
    }
    [[nodiscard]] std::vector<std::uint32_t> cut(std::string_view bytes) const override
    {
        std::vector<std::uint32_t> ids;
        m_tokenizer.encodeWord(bytes, ids);
        return ids;
    }
    [[nodiscard]] double shareForOneKnownWord() const override { return 0.001; }
    [[nodiscard]] bool joinsOnlyWordStarts() const override { return true; }

private:
    const ByteLevelBpe &m_tokenizer;
    std::vector<std::string> m_pieces;
};

void countWords(const ByteLevelBpe &tokenizer, const std::vector<std::string> &texts, bool isProtected,
                WordTable &words)
{
    for (const std::string &text : texts) {
        const std::string ready = tokenizer.normalized(text);
        for (const std::string_view word : cutIntoWords(tokenizer.vocabulary().preTokenizer, ready)) {
            if (isWordOfLetters(word)) {
                countWord(words, word, isProtected);
            }
        }
    }
}

std::vector<CountedWord> cutByBase(const GrowthBase &base, const WordTable &words)
{
    std::vector<CountedWord> counted;
    for (const auto &[word, counts] : words) {
        counted.push_back({.ids = base.cut(word), .count = counts.count, .protectedCount = counts.protectedCount});
    }
    return counted;
}

/// Adds pieces and merges to the base file and leaves everything else in it as it was.
Result<TokenizerFiles> extendFiles(const TokenizerFiles &base, const std::vector<NewPiece> &pieces,
                                   std::vector<std::string> bytesById)
{
    Json json = BAFO_TRY(formats::parseJson(base.tokenizerJson, {.maxBytes = 256U << 20U}));
    Json &vocab = json["model"]["vocab"];
    Json &merges = json["model"]["merges"];
    const bool arePairs = !merges.empty() && merges.front().is_array();
    for (const NewPiece &piece : pieces) {
        const std::string left = toByteCharacters(bytesById[piece.children[0]]);
        const std::string right = toByteCharacters(bytesById[piece.children[1]]);
        vocab[left + right] = piece.id;
        merges.push_back(arePairs ? Json::array({left, right}) : Json(left + " " + right));
        bytesById.push_back(piece.bytes);
    }
    return TokenizerFiles{.tokenizerJson = json.dump(), .tokenizerConfigJson = base.tokenizerConfigJson};
}

Result<std::unique_ptr<ByteLevelBpe>> byteLevelFrom(const TokenizerFiles &files)
{
    BytePairVocabulary vocabulary = BAFO_TRY(parseTokenizerJson(files));
    return ByteLevelBpe::make(std::move(vocabulary));
}

Result<GrownTokenizer> growByteLevel(const TokenizerFiles &files, const std::vector<std::string> &texts,
                                     const std::vector<std::string> &protectedTexts, const GrowthOptions &options,
                                     const std::vector<std::string> &checkedTexts)
{
    const auto tokenizer = BAFO_TRY(byteLevelFrom(files));
    const ByteLevelBase base(*tokenizer);
    const std::vector<std::string> protectedLines = linesOf(protectedTexts);
    WordTable words;
    countWords(*tokenizer, texts, false, words);
    countWords(*tokenizer, protectedLines, true, words);
    GrownTokenizer grown;
    grown.growth.pieces = learnPieces(base, words, cutByBase(base, words), protectedLines.size(), options);
    if (grown.growth.pieces.empty()) {
        return noNewPiece();
    }
    grown.files = BAFO_TRY(extendFiles(files, grown.growth.pieces, base.pieces()));
    const auto grownTokenizer = BAFO_TRY(byteLevelFrom(grown.files));
    finishGrowth(*tokenizer, *grownTokenizer, protectedLines, checkedTexts, options, grown.growth);
    return grown;
}

} // namespace

Result<GrownTokenizer> growTokenizer(const TokenizerFiles &base, const std::vector<std::string> &texts,
                                     const std::vector<std::string> &protectedTexts, const GrowthOptions &options,
                                     const std::vector<std::string> &checkedTexts)
{
    BAFO_TRY(checkOptions(options));
    return base.sentencePieceModel.empty() ? growByteLevel(base, texts, protectedTexts, options, checkedTexts)
                                           : growSentencePiece(base, texts, protectedTexts, options, checkedTexts);
}

} // namespace bafo::text
