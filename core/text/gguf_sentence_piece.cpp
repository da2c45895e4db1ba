// SPDX-License-Identifier: Apache-2.0
#include "core/text/gguf_sentence_piece.h"

#include "core/text/sentence_piece_tokenizer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace bafo::text {
namespace {

/// Kinds of tokens in tokenizer.ggml.token_type: the numbers are SentencePiece's own.
constexpr std::int64_t kUnknown = 2;
constexpr std::int64_t kUserDefined = 4;
constexpr std::int64_t kByte = 6;
constexpr std::string_view kSpaceMark = "\xE2\x96\x81"; // U+2581

/// Fields of sentencepiece_model.proto.
enum Field : std::uint32_t {
    Pieces = 1,
    Trainer = 2,
    Normalizer = 3,
    PieceText = 1,
    PieceScore = 2,
    PieceType = 3,
    TrainerModelType = 3,
    TrainerVocabularySize = 4,
    TrainerByteFallback = 35,
    TrainerUnknownId = 40,
    TrainerBeginId = 41,
    TrainerEndId = 42,
    TrainerPaddingId = 43,
    TrainerUnknownPiece = 45,
    NormalizerName = 1,
    NormalizerAddsPrefix = 3,
    NormalizerRemovesSpaces = 4,
    NormalizerEscapes = 5,
};

Failure damaged(const std::string &message)
{
    return fail(ErrorCode::data, "its tokenizer: " + message, "the file is damaged; download it again");
}

/// Writes protobuf fields one after the other.
class FieldWriter {
public:
    void number(std::uint32_t field, std::int64_t value)
    {
        varint(field << 3U);
        varint(static_cast<std::uint64_t>(value)); // negative ones take ten bytes, as protobuf has it
    }
    void real(std::uint32_t field, float value)
    {
        varint(field << 3U | 5U);
        m_bytes.append(reinterpret_cast<const char *>(&value), sizeof(value));
    }
    void bytes(std::uint32_t field, std::string_view value)
    {
        varint(field << 3U | 2U);
        varint(value.size());
        m_bytes += value;
    }
    [[nodiscard]] const std::string &written() const { return m_bytes; }

private:
    void varint(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7U) {
            m_bytes += static_cast<char>(value | 0x80U);
        }
        m_bytes += static_cast<char>(value);
    }

    std::string m_bytes;
};

struct PieceTable {
    std::vector<std::string_view> texts;
    std::vector<double> scores;
    std::vector<std::int64_t> types;

    [[nodiscard]] std::int64_t idOf(std::int64_t type) const
    {
        const auto found = std::find(types.begin(), types.end(), type);
        return found == types.end() ? -1 : found - types.begin();
    }
};

Result<PieceTable> readPieces(const formats::GgufFile &file)
{
    const auto *texts = file.array("tokenizer.ggml.tokens");
    const auto *scores = file.array("tokenizer.ggml.scores");
    const auto *types = file.array("tokenizer.ggml.token_type");
    if (texts == nullptr || scores == nullptr || types == nullptr) {
        return damaged("tokenizer.ggml.tokens, scores or token_type is missing");
    }
    auto text = texts->strings();
    auto score = scores->numbers();
    auto type = types->integers();
    if (!text || !score || !type || text->empty() || text->size() != score->size() || text->size() != type->size()) {
        return damaged("tokenizer.ggml.tokens, scores and token_type do not belong together");
    }
    return PieceTable{.texts = std::move(*text), .scores = std::move(*score), .types = std::move(*type)};
}

/// The converter writes the spaces of user-defined pieces as spaces, SentencePiece as its mark.
std::string pieceText(std::string_view text, std::int64_t type)
{
    if (type != kUserDefined) {
        return std::string(text);
    }
    std::string marked;
    for (const char c : text) {
        if (c == ' ') {
            marked += kSpaceMark;
        } else {
            marked += c;
        }
    }
    return marked;
}

std::string trainerOf(const formats::GgufFile &file, const PieceTable &pieces)
{
    constexpr std::int64_t kBytePairs = 2;
    FieldWriter trainer;
    trainer.number(TrainerModelType, kBytePairs);
    trainer.number(TrainerVocabularySize, static_cast<std::int64_t>(pieces.texts.size()));
    trainer.number(TrainerByteFallback, pieces.idOf(kByte) >= 0 ? 1 : 0);
    const std::int64_t unknown = pieces.idOf(kUnknown);
    trainer.number(TrainerUnknownId, unknown);
    trainer.number(TrainerBeginId, file.integer("tokenizer.ggml.bos_token_id").value_or(-1));
    trainer.number(TrainerEndId, file.integer("tokenizer.ggml.eos_token_id").value_or(-1));
    trainer.number(TrainerPaddingId, file.integer("tokenizer.ggml.padding_token_id").value_or(-1));
    trainer.bytes(TrainerUnknownPiece, pieces.texts[static_cast<std::size_t>(unknown)]);
    return trainer.written();
}

std::string normalizerOf(const formats::GgufFile &file)
{
    FieldWriter normalizer;
    normalizer.bytes(NormalizerName, "identity");
    normalizer.number(NormalizerAddsPrefix, file.boolean("tokenizer.ggml.add_space_prefix").value_or(true) ? 1 : 0);
    normalizer.number(NormalizerRemovesSpaces,
                      file.boolean("tokenizer.ggml.remove_extra_whitespaces").value_or(false) ? 1 : 0);
    normalizer.number(NormalizerEscapes, 1);
    return normalizer.written();
}

std::string configOf(const formats::GgufFile &file, const PieceTable &pieces)
{
    nlohmann::ordered_json config = {{"add_bos_token", file.boolean("tokenizer.ggml.add_bos_token").value_or(true)},
                                     {"add_eos_token", file.boolean("tokenizer.ggml.add_eos_token").value_or(false)}};
    for (const auto &[name, key] :
         {std::pair{"bos_token", "tokenizer.ggml.bos_token_id"}, std::pair{"eos_token", "tokenizer.ggml.eos_token_id"},
          std::pair{"pad_token", "tokenizer.ggml.padding_token_id"}}) {
        const auto id = static_cast<std::uint64_t>(file.integer(key).value_or(-1));
        if (id < pieces.texts.size()) {
            config[name] = pieces.texts[id];
        }
    }
    config["unk_token"] = pieces.texts[static_cast<std::size_t>(pieces.idOf(kUnknown))];
    const bool isGemma = file.text("general.architecture").value_or("").starts_with("gemma");
    config["tokenizer_class"] = isGemma ? "GemmaTokenizer" : "LlamaTokenizer";
    if (const auto chat = file.text("tokenizer.chat_template"); chat && !chat->empty()) {
        config["chat_template"] = *chat;
    }
    return config.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

} // namespace

Result<SentencePieceFiles> sentencePieceFilesFromGguf(const formats::GgufFile &file)
{
    const PieceTable pieces = BAFO_TRY(readPieces(file));
    if (pieces.idOf(kUnknown) < 0) {
        return damaged("it has no piece for what is unknown");
    }
    FieldWriter model;
    for (std::size_t id = 0; id < pieces.texts.size(); ++id) {
        FieldWriter piece;
        piece.bytes(PieceText, pieceText(pieces.texts[id], pieces.types[id]));
        piece.real(PieceScore, static_cast<float>(pieces.scores[id]));
        piece.number(PieceType, pieces.types[id]);
        model.bytes(Pieces, piece.written());
    }
    model.bytes(Trainer, trainerOf(file, pieces));
    model.bytes(Normalizer, normalizerOf(file));
    const auto loaded = loadSentencePieceModel(model.written());
    if (!loaded) {
        return damaged(loaded.error().message);
    }
    return SentencePieceFiles{.model = model.written(), .tokenizerConfigJson = configOf(file, pieces)};
}

} // namespace bafo::text
