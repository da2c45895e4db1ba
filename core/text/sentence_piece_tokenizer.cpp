// SPDX-License-Identifier: Apache-2.0
#include "core/text/sentence_piece_tokenizer.h"

#include "core/base/sha256.h"
#include "core/text/protobuf_fields.h"
#include "core/text/sentence_piece_model.h"

#include <sentencepiece_processor.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_map>

namespace bafo::text {
namespace {

constexpr std::size_t kMaxPieces = 2000000;
constexpr std::size_t kMaxPieceBytes = 4096;
constexpr std::uint64_t kPiecesField = 1;
constexpr std::uint64_t kTextField = 1;
constexpr std::uint64_t kScoreField = 2;

Failure broken(const std::string &why)
{
    return fail(ErrorCode::data, "not a sound SentencePiece model: " + why, "download the file again");
}

Result<ProtobufField> nextField(ProtobufCursor &cursor)
{
    auto field = cursor.next();
    return field ? std::move(field) : broken(field.error().message);
}

Result<void> checkPiece(std::string_view bytes)
{
    ProtobufCursor cursor(bytes);
    bool hasText = false;
    while (!cursor.isAtEnd()) {
        const ProtobufField field = BAFO_TRY(nextField(cursor));
        if (field.number == kTextField && field.type == WireType::bytes) {
            hasText = !field.bytes.empty();
            if (field.bytes.find('\0') != std::string_view::npos) { // the library's index of pieces ends at it
                return broken("a piece holds a zero byte");
            }
            if (field.bytes.size() > kMaxPieceBytes) {
                return broken("a piece has " + std::to_string(field.bytes.size()) + " bytes");
            }
        } else if (field.number == kScoreField && field.type == WireType::fixed32) {
            if (!std::isfinite(floatOf(field))) {
                return broken("a score is not finite");
            }
        }
    }
    return hasText ? Result<void>() : broken("a piece is empty");
}

/// "<0x0A>" as the byte 10.
std::optional<char> byteOf(std::string_view piece)
{
    unsigned value = 0;
    if (piece.size() != 6 || !piece.starts_with("<0x") || !piece.ends_with(">")) {
        return std::nullopt;
    }
    const auto [end, error] = std::from_chars(piece.data() + 3, piece.data() + 5, value, 16);
    return error == std::errc() && end == piece.data() + 5 ? std::optional(static_cast<char>(value)) : std::nullopt;
}

/// A space behind anything but spaces.
bool goesOnBehindSpace(const SentencePiece &piece)
{
    std::string_view rest = piece.text;
    while (rest.starts_with(kSpaceMark)) {
        rest.remove_prefix(kSpaceMark.size());
    }
    return rest.find(kSpaceMark) != std::string_view::npos;
}

class SentencePieceTokenizer final : public Tokenizer {
public:
    static Result<std::unique_ptr<Tokenizer>> make(std::string_view model)
    {
        auto tokenizer = std::make_unique<SentencePieceTokenizer>();
        const auto status
            = tokenizer->m_processor.LoadFromSerializedProto(absl::string_view(model.data(), model.size()));
        if (!status.ok() || tokenizer->m_processor.GetPieceSize() <= 0) {
            return broken(status.ToString());
        }
        tokenizer->readPieces();
        const SentencePieceModel description = BAFO_TRY(parseSentencePieceModel(model));
        tokenizer->m_cutsAtSpaces = description.takesTextAsItIs()
            && std::ranges::none_of(description.pieces,
                                    [](const SentencePiece &piece) { return goesOnBehindSpace(piece); });
        Sha256 hash;
        hash.update(std::string_view("sentencepiece\n"));
        hash.update(model);
        tokenizer->m_hash = hash.finish();
        return tokenizer;
    }

    [[nodiscard]] std::vector<std::uint32_t> encode(std::string_view text, const EncodeOptions &) const override
    {
        std::vector<int> ids;
        if (!m_processor.Encode(absl::string_view(text.data(), text.size()), &ids).ok()) {
            ids.clear();
        }
        return {ids.begin(), ids.end()};
    }

    [[nodiscard]] std::string decode(std::span<const std::uint32_t> ids, bool keepSpecial) const override
    {
        std::vector<int> known;
        for (const std::uint32_t id : ids) {
            if (id < m_pieces.size() && (keepSpecial || !isSpecial(id))) {
                known.push_back(static_cast<int>(id));
            }
        }
        std::string text;
        return m_processor.Decode(known, &text).ok() ? text : std::string();
    }

    [[nodiscard]] std::string pieceBytes(std::uint32_t id) const override
    {
        return id < m_pieces.size() ? m_pieces[id] : std::string();
    }
    [[nodiscard]] std::uint32_t vocabularySize() const override { return static_cast<std::uint32_t>(m_pieces.size()); }
    [[nodiscard]] bool isSpecial(std::uint32_t id) const override
    {
        return id < m_pieces.size()
            && (m_processor.IsControl(static_cast<int>(id)) || m_processor.IsUnknown(static_cast<int>(id)));
    }
    [[nodiscard]] std::optional<std::uint32_t> idOf(std::string_view token) const override
    {
        const auto found = m_ids.find(std::string(token));
        return found == m_ids.end() ? std::nullopt : std::optional(found->second);
    }
    [[nodiscard]] std::optional<std::uint32_t> beginOfText() const override { return known(m_processor.bos_id()); }
    [[nodiscard]] std::optional<std::uint32_t> endOfText() const override { return known(m_processor.eos_id()); }
    [[nodiscard]] std::optional<std::uint32_t> padding() const override { return known(m_processor.pad_id()); }
    [[nodiscard]] bool cutsAtSpaces() const override { return m_cutsAtSpaces; }
    [[nodiscard]] std::string hash() const override { return m_hash; }

private:
    static std::optional<std::uint32_t> known(int id)
    {
        return id < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(id));
    }

    void readPieces()
    {
        const int count = m_processor.GetPieceSize();
        m_pieces.reserve(static_cast<std::size_t>(count));
        for (int id = 0; id < count; ++id) {
            const std::string &piece = m_processor.IdToPiece(id);
            m_ids.emplace(piece, static_cast<std::uint32_t>(id));
            if (m_processor.IsByte(id)) {
                const auto byte = byteOf(piece);
                m_pieces.push_back(byte ? std::string(1, *byte) : std::string());
                continue;
            }
            m_pieces.push_back(withSpaces(piece));
        }
    }

    sentencepiece::SentencePieceProcessor m_processor;
    std::vector<std::string> m_pieces; ///< bytes by id
    std::unordered_map<std::string, std::uint32_t> m_ids;
    bool m_cutsAtSpaces = false;
    std::string m_hash;
};

} // namespace

Result<void> checkSentencePieceModel(std::string_view model)
{
    ProtobufCursor cursor(model);
    std::size_t numPieces = 0;
    while (!cursor.isAtEnd()) {
        const ProtobufField field = BAFO_TRY(nextField(cursor));
        if (field.number == kPiecesField && field.type == WireType::bytes) {
            if (++numPieces > kMaxPieces) {
                return broken("it has more than " + std::to_string(kMaxPieces) + " pieces");
            }
            BAFO_TRY(checkPiece(field.bytes));
        }
    }
    return numPieces > 0 ? Result<void>() : broken("it has no pieces");
}

Result<std::unique_ptr<Tokenizer>> loadSentencePieceModel(std::string_view model)
{
    BAFO_TRY(checkSentencePieceModel(model));
    return SentencePieceTokenizer::make(model);
}

} // namespace bafo::text
