// SPDX-License-Identifier: Apache-2.0
#include "core/text/sentence_piece_growth.h"

#include "core/text/growth_learner.h"
#include "core/text/piece_merges.h"
#include "core/text/sentence_piece_json.h"
#include "core/text/sentence_piece_tokenizer.h"
#include "core/text/utf8.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

namespace bafo::text {
namespace {

/// More than any budget: no join is bought with it, and two million of them still fit.
constexpr std::int64_t kNeverJoined = std::int64_t{1} << 40;

class SentencePieceBase final : public GrowthBase {
public:
    explicit SentencePieceBase(const SentencePieceModel &model)
        : m_merges(model.pieces)
    {
        for (const SentencePiece &piece : model.pieces) {
            m_texts.insert(piece.text);
            m_pieces.push_back(piece.type == PieceType::normal ? withSpaces(piece.text) : std::string());
        }
    }

    [[nodiscard]] const std::vector<std::string> &pieces() const override { return m_pieces; }
    [[nodiscard]] bool hasPiece(std::string_view bytes) const override
    {
        return m_texts.contains(withSpaceMarks(bytes));
    }
    [[nodiscard]] std::vector<std::uint32_t> cut(std::string_view bytes) const override
    {
        std::vector<std::uint32_t> ids;
        const std::string text = withSpaceMarks(bytes);
        for (const PieceMerges::Part &part : m_merges.cut(text)) {
            if (part.id) {
                ids.push_back(*part.id);
            }
        }
        return ids;
    }
    [[nodiscard]] double shareForOneKnownWord() const override { return 0.000075; }
    [[nodiscard]] bool joinsOnlyWordStarts() const override { return false; }

    [[nodiscard]] const PieceMerges &merges() const { return m_merges; }

private:
    PieceMerges m_merges;
    std::vector<std::string> m_pieces;
    std::unordered_set<std::string> m_texts;
};

/// Words of letters with the one space before them. A space behind another is not theirs: runs of spaces are pieces.
void countWords(const std::vector<std::string> &texts, bool isProtected, WordTable &words)
{
    for (const std::string &text : texts) {
        const std::string valid = mendUtf8(text);
        const std::string_view all = valid;
        std::size_t start = 0;
        std::size_t end = 0;
        while (end < all.size()) {
            const DecodedCharacter character = decodeCharacter(all.substr(end));
            const auto mask = U_GET_GC_MASK(static_cast<UChar32>(character.value));
            if ((mask & (U_GC_L_MASK | U_GC_M_MASK)) != 0) {
                end += static_cast<std::size_t>(character.length);
                continue;
            }
            if (const auto word = all.substr(start, end - start); isWordOfLetters(word)) {
                countWord(words, word, isProtected);
            }
            const bool isSingleSpace = character.value == ' ' && (end == 0 || all[end - 1] != ' ');
            end += static_cast<std::size_t>(character.length);
            start = isSingleSpace ? end - 1 : end;
        }
        if (const auto word = all.substr(start); isWordOfLetters(word)) {
            countWord(words, word, isProtected);
        }
    }
}

/// What may be joined in a text: runs of pieces, without characters that are none and symbols that join nothing.
void addRuns(const PieceMerges &merges, std::string_view text, const WordCounts &counts,
             std::vector<CountedWord> &words)
{
    CountedWord run = {.ids = {}, .count = counts.count, .protectedCount = counts.protectedCount};
    const auto finish = [&] {
        if (run.ids.size() > 1) {
            words.push_back(run);
        }
        run.ids.clear();
    };
    for (const PieceMerges::Part &part : merges.cut(text)) {
        if (part.id && !part.isFixed) {
            run.ids.push_back(*part.id);
        } else {
            finish();
        }
    }
    finish();
}

std::vector<CountedWord> cutByBase(const SentencePieceBase &base, const SentencePieceModel &model,
                                   const WordTable &words)
{
    std::vector<CountedWord> cutWords;
    for (const auto &[word, counts] : words) {
        addRuns(base.merges(), withSpaceMarks(word), counts, cutWords);
    }
    for (std::uint32_t id = 0; id < model.pieces.size(); ++id) {
        if (model.pieces[id].type == PieceType::normal && !base.merges().isReachable(id)) {
            addRuns(base.merges(), model.pieces[id].text, {.count = 0, .protectedCount = kNeverJoined}, cutWords);
        }
    }
    return cutWords;
}

Result<void> checkCanGrow(const SentencePieceModel &model)
{
    BAFO_TRY(PieceMerges::check(model.pieces));
    const bool hasUnused
        = std::ranges::any_of(model.pieces, [](const SentencePiece &piece) { return piece.type == PieceType::unused; });
    return model.isBpe && !hasUnused
        ? Result<void>()
        : fail(ErrorCode::data, "only SentencePiece models of kind BPE without unused pieces can grow",
               "its pieces are not put together by merges, which new ones could go on from");
}

/// The model and its tokenizer, ready to grow.
struct Base {
    SentencePieceModel model;
    std::unique_ptr<Tokenizer> tokenizer;
};

Result<Base> baseFrom(const TokenizerFiles &files)
{
    Base base;
    base.model = BAFO_TRY(parseSentencePieceModel(files.sentencePieceModel));
    BAFO_TRY(checkCanGrow(base.model));
    base.tokenizer = BAFO_TRY(loadSentencePieceModel(files.sentencePieceModel));
    return base;
}

/// Below the lowest old score and each below the one before it.
std::vector<SentencePiece> scored(const SentencePieceModel &model, const std::vector<NewPiece> &pieces)
{
    float score = 0;
    for (const SentencePiece &piece : model.pieces) {
        if (piece.type == PieceType::normal) {
            score = std::min(score, piece.score);
        }
    }
    std::vector<SentencePiece> more;
    for (const NewPiece &piece : pieces) {
        // Far from zero a float has no place for the next whole number.
        score = std::min(score - 1, std::nextafter(score, -std::numeric_limits<float>::infinity()));
        more.push_back({.text = withSpaceMarks(piece.bytes), .score = score});
    }
    return more;
}

/// Adds the pieces to both files.
Result<TokenizerFiles> extendFiles(const TokenizerFiles &files, const SentencePieceModel &model,
                                   const std::vector<NewPiece> &pieces)
{
    const std::vector<SentencePiece> more = scored(model, pieces);
    SentencePieceModel grown = model;
    grown.pieces.insert(grown.pieces.end(), more.begin(), more.end());
    TokenizerFiles extended = BAFO_TRY(writeSentencePieceJson(grown, files));
    extended.sentencePieceModel = withPiecesAppended(files.sentencePieceModel, more);
    return extended;
}

/// Pieces that the model lacks, with how the base cuts them.
std::vector<NewPiece> lackingPieces(const SentencePieceBase &base, const Tokenizer &tokenizer,
                                    const SentencePieceModel &other)
{
    std::vector<NewPiece> pieces;
    for (const SentencePiece &piece : other.pieces) {
        const std::string bytes = withSpaces(piece.text);
        if (piece.type == PieceType::normal && !base.hasPiece(bytes)) {
            pieces.push_back({.id = static_cast<std::uint32_t>(base.pieces().size() + pieces.size()),
                              .bytes = bytes,
                              .subpieces = tokenizer.encode(bytes)});
        }
    }
    return pieces;
}

/// Which two pieces each is made of, and which of them no text gives.
void traceMerges(const SentencePieceModel &grown, std::vector<NewPiece> &pieces)
{
    const PieceMerges merges(grown.pieces);
    for (NewPiece &piece : pieces) {
        const auto merge = merges.lastMergeOf(piece.id);
        piece.isReachable = merges.isReachable(piece.id);
        if (merge && merge->left < piece.id && merge->right < piece.id) {
            piece.children = {merge->left, merge->right};
        }
    }
}

} // namespace

Result<GrownTokenizer> growSentencePiece(const TokenizerFiles &base, const std::vector<std::string> &texts,
                                         const std::vector<std::string> &protectedTexts, const GrowthOptions &options,
                                         const std::vector<std::string> &checkedTexts)
{
    const Base old = BAFO_TRY(baseFrom(base));
    const SentencePieceBase growing(old.model);
    const std::vector<std::string> protectedLines = linesOf(protectedTexts);
    WordTable words;
    countWords(texts, false, words);
    countWords(protectedLines, true, words);
    GrownTokenizer grown;
    grown.growth.pieces
        = learnPieces(growing, words, cutByBase(growing, old.model, words), protectedLines.size(), options);
    if (grown.growth.pieces.empty()) {
        return noNewPiece();
    }
    grown.files = BAFO_TRY(extendFiles(base, old.model, grown.growth.pieces));
    const auto tokenizer = BAFO_TRY(loadSentencePieceModel(grown.files.sentencePieceModel));
    finishGrowth(*old.tokenizer, *tokenizer, protectedLines, checkedTexts, options, grown.growth);
    return grown;
}

Result<GrownTokenizer> addPiecesOf(const TokenizerFiles &base, const TokenizerFiles &other,
                                   const GrowthOptions &options, const std::vector<std::string> &checkedTexts)
{
    const Base old = BAFO_TRY(baseFrom(base));
    const SentencePieceModel giving = BAFO_TRY(parseSentencePieceModel(other.sentencePieceModel));
    BAFO_TRY(PieceMerges::check(giving.pieces));
    const SentencePieceBase growing(old.model);
    GrownTokenizer grown;
    grown.growth.pieces = lackingPieces(growing, *old.tokenizer, giving);
    if (grown.growth.pieces.empty()) {
        return fail(ErrorCode::data, "the tokenizer has every piece of the other one", "there is nothing to add");
    }
    grown.files = BAFO_TRY(extendFiles(base, old.model, grown.growth.pieces));
    const SentencePieceModel model = BAFO_TRY(parseSentencePieceModel(grown.files.sentencePieceModel));
    traceMerges(model, grown.growth.pieces);
    const auto tokenizer = BAFO_TRY(loadSentencePieceModel(grown.files.sentencePieceModel));
    finishGrowth(*old.tokenizer, *tokenizer, {}, checkedTexts, options, grown.growth);
    return grown;
}

} // namespace bafo::text
