// SPDX-License-Identifier: Apache-2.0
#include "core/text/sentence_piece_model.h"

#include "core/base/check.h"
#include "core/text/protobuf_fields.h"
#include "core/text/sentence_piece_tokenizer.h"

namespace bafo::text {
namespace {

// Numbers of fields in sentencepiece_model.proto.
namespace in_model {
constexpr std::uint64_t kPiece = 1;
constexpr std::uint64_t kTrainer = 2;
constexpr std::uint64_t kNormalizer = 3;
constexpr std::uint64_t kSelfTest = 4;
constexpr std::uint64_t kDenormalizer = 5;
} // namespace in_model

namespace in_piece {
constexpr std::uint64_t kText = 1;
constexpr std::uint64_t kScore = 2;
constexpr std::uint64_t kType = 3;
} // namespace in_piece

namespace in_trainer {
constexpr std::uint64_t kModelType = 3;
constexpr std::uint64_t kBpe = 2;
constexpr std::uint64_t kNumPieces = 4;
constexpr std::uint64_t kByteFallback = 35;
constexpr std::uint64_t kUnknownId = 40; ///< then those of beginning, end and padding
constexpr std::uint64_t kUnknown = 45;
constexpr std::uint64_t kBeginOfText = 46;
constexpr std::uint64_t kEndOfText = 47;
constexpr std::uint64_t kPadding = 48;
} // namespace in_trainer

namespace in_normalizer {
constexpr std::uint64_t kName = 1;
constexpr std::uint64_t kRules = 2;
constexpr std::uint64_t kDummyPrefix = 3;
constexpr std::uint64_t kExtraSpaces = 4;
constexpr std::uint64_t kEscapedSpaces = 5;
} // namespace in_normalizer

Result<SentencePiece> pieceFrom(std::string_view bytes)
{
    SentencePiece piece;
    ProtobufCursor cursor(bytes);
    while (!cursor.isAtEnd()) {
        const ProtobufField field = BAFO_TRY(cursor.next());
        if (field.number == in_piece::kText && field.type == WireType::bytes) {
            piece.text = field.bytes;
        } else if (field.number == in_piece::kScore && field.type == WireType::fixed32) {
            piece.score = floatOf(field);
        } else if (field.number == in_piece::kType && field.type == WireType::varint && field.value >= 1
                   && field.value <= 6) {
            piece.type = static_cast<PieceType>(field.value);
        }
    }
    return piece;
}

Result<void> readTrainer(std::string_view bytes, SentencePieceModel &model)
{
    ProtobufCursor cursor(bytes);
    while (!cursor.isAtEnd()) {
        const ProtobufField field = BAFO_TRY(cursor.next());
        if (field.type == WireType::varint) {
            if (field.number == in_trainer::kModelType) {
                model.isBpe = field.value == in_trainer::kBpe;
            } else if (field.number == in_trainer::kByteFallback) {
                model.hasByteFallback = field.value != 0;
            }
        } else if (field.type == WireType::bytes) {
            for (const auto &[number, name] : {std::pair{in_trainer::kUnknown, &model.unknown},
                                               std::pair{in_trainer::kBeginOfText, &model.beginOfText},
                                               std::pair{in_trainer::kEndOfText, &model.endOfText},
                                               std::pair{in_trainer::kPadding, &model.padding}}) {
                if (field.number == number) {
                    *name = field.bytes;
                }
            }
        }
    }
    return {};
}

Result<void> readNormalizer(std::string_view bytes, SentencePieceModel &model)
{
    ProtobufCursor cursor(bytes);
    while (!cursor.isAtEnd()) {
        const ProtobufField field = BAFO_TRY(cursor.next());
        if (field.number == in_normalizer::kRules && field.type == WireType::bytes) {
            model.hasIdentityNormalizer = field.bytes.empty();
        } else if (field.type == WireType::varint) {
            for (const auto &[number, flag] : {std::pair{in_normalizer::kDummyPrefix, &model.addsDummyPrefix},
                                               std::pair{in_normalizer::kExtraSpaces, &model.removesExtraSpaces},
                                               std::pair{in_normalizer::kEscapedSpaces, &model.escapesSpaces}}) {
                if (field.number == number) {
                    *flag = field.value != 0;
                }
            }
        }
    }
    return {};
}

std::string messageOf(const SentencePiece &piece)
{
    std::string message;
    appendBytesField(message, in_piece::kText, piece.text);
    appendFloatField(message, in_piece::kScore, piece.score);
    if (piece.type != PieceType::normal) {
        appendVarintField(message, in_piece::kType, static_cast<std::uint64_t>(piece.type));
    }
    return message;
}

/// The trainer's settings with another number of pieces.
std::string withNumPieces(std::string_view trainer, std::size_t numPieces)
{
    std::string message;
    ProtobufCursor cursor(trainer);
    while (!cursor.isAtEnd()) {
        const auto field = cursor.next();
        BAFO_CHECK(field.has_value(), "the trainer's settings are damaged");
        if (field->number != in_trainer::kNumPieces) {
            message += field->whole;
        }
    }
    appendVarintField(message, in_trainer::kNumPieces, numPieces);
    return message;
}

/// The library wants to be told the ids of these; a negative number is ten bytes long.
void appendIdField(std::string &trainer, std::uint64_t number, const SentencePieceModel &model, const std::string &text)
{
    std::uint64_t id = ~std::uint64_t{0};
    for (std::size_t i = 0; i < model.pieces.size(); ++i) {
        const PieceType type = model.pieces[i].type;
        if (model.pieces[i].text == text && (type == PieceType::control || type == PieceType::unknown)) {
            id = i;
            break;
        }
    }
    appendVarintField(trainer, number, id);
}

std::string trainerOf(const SentencePieceModel &model)
{
    std::string trainer;
    appendVarintField(trainer, in_trainer::kModelType, model.isBpe ? in_trainer::kBpe : 1);
    appendVarintField(trainer, in_trainer::kNumPieces, model.pieces.size());
    appendVarintField(trainer, in_trainer::kByteFallback, model.hasByteFallback ? 1 : 0);
    const std::string *const names[] = {&model.unknown, &model.beginOfText, &model.endOfText, &model.padding};
    for (std::uint64_t i = 0; i < 4; ++i) {
        appendIdField(trainer, in_trainer::kUnknownId + i, model, *names[i]);
    }
    for (std::uint64_t i = 0; i < 4; ++i) {
        appendBytesField(trainer, in_trainer::kUnknown + i, *names[i]);
    }
    return trainer;
}

} // namespace

Result<SentencePieceModel> parseSentencePieceModel(std::string_view bytes)
{
    BAFO_TRY(checkSentencePieceModel(bytes));
    SentencePieceModel model;
    ProtobufCursor cursor(bytes);
    while (!cursor.isAtEnd()) {
        const ProtobufField field = BAFO_TRY(cursor.next());
        if (field.type != WireType::bytes) {
            continue;
        }
        if (field.number == in_model::kPiece) {
            model.pieces.push_back(BAFO_TRY(pieceFrom(field.bytes)));
        } else if (field.number == in_model::kTrainer) {
            BAFO_TRY(readTrainer(field.bytes, model));
        } else if (field.number == in_model::kNormalizer) {
            BAFO_TRY(readNormalizer(field.bytes, model));
        } else if (field.number == in_model::kDenormalizer) {
            model.hasDenormalizer = true;
        }
    }
    return model;
}

std::string writeSentencePieceModel(const SentencePieceModel &model)
{
    BAFO_CHECK(model.hasIdentityNormalizer && !model.hasDenormalizer, "rules of a normalizer are not kept");
    std::string bytes;
    for (const SentencePiece &piece : model.pieces) {
        appendBytesField(bytes, in_model::kPiece, messageOf(piece));
    }
    appendBytesField(bytes, in_model::kTrainer, trainerOf(model));
    std::string normalizer;
    appendBytesField(normalizer, in_normalizer::kName, "identity");
    appendVarintField(normalizer, in_normalizer::kDummyPrefix, model.addsDummyPrefix ? 1 : 0);
    appendVarintField(normalizer, in_normalizer::kExtraSpaces, model.removesExtraSpaces ? 1 : 0);
    appendVarintField(normalizer, in_normalizer::kEscapedSpaces, model.escapesSpaces ? 1 : 0);
    appendBytesField(bytes, in_model::kNormalizer, normalizer);
    return bytes;
}

std::string withPiecesAppended(std::string_view bytes, std::span<const SentencePiece> pieces)
{
    std::string old;
    std::string others;
    std::size_t numPieces = pieces.size();
    ProtobufCursor cursor(bytes);
    while (!cursor.isAtEnd()) {
        const auto field = cursor.next();
        BAFO_CHECK(field.has_value(), "the model is damaged");
        if (field->number == in_model::kPiece && field->type == WireType::bytes) {
            old += field->whole;
            ++numPieces;
        } else if (field->number != in_model::kSelfTest) {
            others += field->whole;
        }
    }
    for (const SentencePiece &piece : pieces) {
        appendBytesField(old, in_model::kPiece, messageOf(piece));
    }
    // Number and settings may be spread over several fields, which readers join: so each is gone through.
    ProtobufCursor rest(others);
    while (!rest.isAtEnd()) {
        const auto field = rest.next();
        if (field->number == in_model::kTrainer && field->type == WireType::bytes) {
            appendBytesField(old, in_model::kTrainer, withNumPieces(field->bytes, numPieces));
        } else {
            old += field->whole;
        }
    }
    return old;
}

std::string withSpaces(std::string_view pieceText)
{
    std::string text;
    for (std::size_t at = 0; at < pieceText.size();) {
        const bool isSpace = pieceText.substr(at).starts_with(kSpaceMark);
        text += isSpace ? ' ' : pieceText[at];
        at += isSpace ? kSpaceMark.size() : 1;
    }
    return text;
}

std::string withSpaceMarks(std::string_view text)
{
    std::string marked;
    for (const char byte : text) {
        if (byte == ' ') {
            marked += kSpaceMark;
        } else {
            marked += byte;
        }
    }
    return marked;
}

} // namespace bafo::text
