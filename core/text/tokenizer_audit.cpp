// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_audit.h"

#include "core/text/byte_level_bpe.h"
#include "core/text/growth_learner.h"
#include "core/text/piece_merges.h"
#include "core/text/sentence_piece_model.h"
#include "core/text/tokenizer_folder.h"
#include "core/text/utf8.h"

#include <unordered_map>

namespace bafo::text {
namespace {

/// A piece that stands for text.
struct TextPiece {
    std::uint32_t id = 0;
    std::string bytes;
    bool isMade = true; ///< by the merges, from its own text
    bool isTried = true; ///< its bytes are a text that can be encoded as it is
    bool hasMerges = true; ///< isMade means something
    std::size_t numSkipped = 0; ///< bytes at the start that the tokenizer puts there itself
};

std::vector<TextPiece> byteLevelPieces(const ByteLevelBpe &tokenizer)
{
    std::vector<TextPiece> pieces;
    const BytePairVocabulary &vocabulary = tokenizer.vocabulary();
    for (std::uint32_t id = 0; id < vocabulary.pieces.size(); ++id) {
        const std::string &bytes = vocabulary.pieces[id];
        if (!bytes.empty()) {
            std::vector<std::uint32_t> ids;
            tokenizer.encodeWord(bytes, ids);
            const bool isText = isValidUtf8(bytes) && (!vocabulary.addsPrefixSpace || bytes.front() == ' ');
            pieces.push_back({.id = id, .bytes = bytes, .isMade = ids == std::vector{id}, .isTried = isText});
        }
    }
    return pieces;
}

std::vector<TextPiece> sentencePieces(const SentencePieceModel &model)
{
    std::vector<TextPiece> pieces;
    const PieceMerges merges(model.pieces);
    for (std::uint32_t id = 0; id < model.pieces.size(); ++id) {
        const SentencePiece &piece = model.pieces[id];
        if (piece.type == PieceType::normal || piece.type == PieceType::userDefined) {
            TextPiece found = {.id = id, .bytes = withSpaces(piece.text)};
            found.hasMerges = model.isBpe;
            found.isMade = !model.isBpe || merges.isReachable(id);
            if (model.addsDummyPrefix && piece.type == PieceType::normal) {
                found.isTried = found.bytes.starts_with(' ') && found.bytes.size() > 1;
                found.numSkipped = found.isTried ? 1 : 0;
            }
            pieces.push_back(std::move(found));
        }
    }
    return pieces;
}

void auditPieces(const Tokenizer &tokenizer, const std::vector<TextPiece> &pieces, TokenizerAudit &audit)
{
    std::unordered_map<std::string_view, std::uint32_t> known;
    for (const TextPiece &piece : pieces) {
        ++audit.numPieces;
        if (const auto [twin, isNew] = known.emplace(piece.bytes, piece.id); !isNew) {
            audit.duplicates.emplace_back(twin->second, piece.id);
        }
        if (!piece.isMade) {
            audit.unreachable.push_back(piece.id);
        }
        if (!piece.isTried) {
            continue;
        }
        const std::string_view text = std::string_view(piece.bytes).substr(piece.numSkipped);
        const auto ids = tokenizer.encode(text);
        if (ids != std::vector{piece.id} && piece.isMade) {
            (piece.hasMerges ? audit.notGivenByOwnText : audit.unreachable).push_back(piece.id);
        }
        if (tokenizer.decode(ids) != text) {
            audit.notDecoded.push_back(piece.id);
        }
    }
}

} // namespace

Result<TokenizerAudit> auditTokenizer(const TokenizerFiles &files, const std::vector<std::string> &texts)
{
    const auto tokenizer = BAFO_TRY(makeTokenizer(files));
    TokenizerAudit audit;
    if (const auto *byteLevel = dynamic_cast<const ByteLevelBpe *>(tokenizer.get())) {
        auditPieces(*tokenizer, byteLevelPieces(*byteLevel), audit);
    } else {
        const SentencePieceModel model = BAFO_TRY(parseSentencePieceModel(files.sentencePieceModel));
        BAFO_TRY(PieceMerges::check(model.pieces));
        auditPieces(*tokenizer, sentencePieces(model), audit);
    }
    for (const std::string &line : linesOf(texts)) {
        ++audit.numLines;
        if (tokenizer->decode(tokenizer->encode(line)) != line) {
            audit.firstLineChanged = audit.numLinesChanged++ == 0 ? line : audit.firstLineChanged;
        }
    }
    return audit;
}

CutComparison compareCuts(const Tokenizer &one, const Tokenizer &other, const std::vector<std::string> &texts)
{
    CutComparison comparison;
    for (const std::string &line : linesOf(texts)) {
        ++comparison.numLines;
        if (one.encode(line) != other.encode(line)) {
            comparison.firstDifferent = comparison.numDifferent++ == 0 ? line : comparison.firstDifferent;
        }
    }
    return comparison;
}

} // namespace bafo::text
