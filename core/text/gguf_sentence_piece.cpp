// SPDX-License-Identifier: Apache-2.0
#include "core/text/gguf_sentence_piece.h"

#include "core/text/sentence_piece_model.h"
#include "core/text/sentence_piece_tokenizer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace bafo::text {
namespace {

/// Kinds of tokens in tokenizer.ggml.token_type: the numbers are those of PieceType.
constexpr std::int64_t kFirstType = 1;
constexpr std::int64_t kLastType = 6;

Failure damaged(const std::string &message)
{
    return fail(ErrorCode::data, "its tokenizer: " + message, "the file is damaged; download it again");
}

Result<std::vector<SentencePiece>> readPieces(const formats::GgufFile &file)
{
    const auto *textArray = file.array("tokenizer.ggml.tokens");
    const auto *scoreArray = file.array("tokenizer.ggml.scores");
    const auto *typeArray = file.array("tokenizer.ggml.token_type");
    if (textArray == nullptr || scoreArray == nullptr || typeArray == nullptr) {
        return damaged("tokenizer.ggml.tokens, scores or token_type is missing");
    }
    const auto texts = textArray->strings();
    const auto scores = scoreArray->numbers();
    const auto types = typeArray->integers();
    if (!texts || !scores || !types || texts->empty() || texts->size() != scores->size()
        || texts->size() != types->size()) {
        return damaged("tokenizer.ggml.tokens, scores and token_type do not belong together");
    }
    std::vector<SentencePiece> pieces;
    pieces.reserve(texts->size());
    for (std::size_t id = 0; id < texts->size(); ++id) {
        if ((*types)[id] < kFirstType || (*types)[id] > kLastType) {
            return damaged("token " + std::to_string(id) + " is of no known kind");
        }
        SentencePiece piece{.text = std::string((*texts)[id]),
                            .score = static_cast<float>((*scores)[id]),
                            .type = static_cast<PieceType>((*types)[id])};
        if (piece.type == PieceType::userDefined) { // the converter writes their spaces as spaces
            piece.text = withSpaceMarks(piece.text);
        }
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

bool hasType(const std::vector<SentencePiece> &pieces, PieceType type)
{
    return std::any_of(pieces.begin(), pieces.end(), [&](const SentencePiece &piece) { return piece.type == type; });
}

/// The text of the piece that a key names; empty where it names none.
std::string pieceAt(const formats::GgufFile &file, std::string_view key, const std::vector<SentencePiece> &pieces)
{
    const std::int64_t id = file.integer(key).value_or(-1);
    return id >= 0 && static_cast<std::uint64_t>(id) < pieces.size() ? pieces[static_cast<std::size_t>(id)].text
                                                                     : std::string();
}

Result<SentencePieceModel> readModel(const formats::GgufFile &file)
{
    SentencePieceModel model;
    model.pieces = BAFO_TRY(readPieces(file));
    model.isBpe = true;
    model.hasByteFallback = hasType(model.pieces, PieceType::byte);
    model.addsDummyPrefix = file.boolean("tokenizer.ggml.add_space_prefix").value_or(true);
    model.removesExtraSpaces = file.boolean("tokenizer.ggml.remove_extra_whitespaces").value_or(false);
    const auto unknown = std::find_if(model.pieces.begin(), model.pieces.end(),
                                      [](const SentencePiece &piece) { return piece.type == PieceType::unknown; });
    if (unknown == model.pieces.end()) {
        return damaged("it has no piece for what is unknown");
    }
    model.unknown = unknown->text;
    model.beginOfText = pieceAt(file, "tokenizer.ggml.bos_token_id", model.pieces);
    model.endOfText = pieceAt(file, "tokenizer.ggml.eos_token_id", model.pieces);
    model.padding = pieceAt(file, "tokenizer.ggml.padding_token_id", model.pieces);
    return model;
}

std::string configOf(const formats::GgufFile &file, const SentencePieceModel &model)
{
    nlohmann::ordered_json config = {{"add_bos_token", file.boolean("tokenizer.ggml.add_bos_token").value_or(true)},
                                     {"add_eos_token", file.boolean("tokenizer.ggml.add_eos_token").value_or(false)}};
    for (const auto &[name, text] :
         {std::pair{"bos_token", &model.beginOfText}, std::pair{"eos_token", &model.endOfText},
          std::pair{"pad_token", &model.padding}, std::pair{"unk_token", &model.unknown}}) {
        if (!text->empty()) {
            config[name] = *text;
        }
    }
    const bool isGemma = file.text("general.architecture").value_or("").starts_with("gemma");
    config["tokenizer_class"] = isGemma ? "GemmaTokenizer" : "LlamaTokenizer";
    if (const auto chat = file.text("tokenizer.chat_template"); chat && !chat->empty()) {
        config["chat_template"] = *chat;
    }
    return config.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

} // namespace

Result<TokenizerFiles> sentencePieceFilesFromGguf(const formats::GgufFile &file)
{
    const SentencePieceModel model = BAFO_TRY(readModel(file));
    TokenizerFiles files{.tokenizerConfigJson = configOf(file, model),
                         .sentencePieceModel = writeSentencePieceModel(model)};
    const auto loaded = loadSentencePieceModel(files.sentencePieceModel);
    if (!loaded) {
        return damaged(loaded.error().message);
    }
    return files;
}

} // namespace bafo::text
