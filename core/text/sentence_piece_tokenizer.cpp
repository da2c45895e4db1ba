// SPDX-License-Identifier: Apache-2.0
#include "core/text/sentence_piece_tokenizer.h"

#include "core/base/sha256.h"

#include <sentencepiece_processor.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <unordered_map>

namespace bafo::text {
namespace {

constexpr std::size_t kMaxPieces = 2000000;
constexpr std::size_t kMaxPieceBytes = 4096;
constexpr std::string_view kSpaceMark = "\xE2\x96\x81"; // U+2581
constexpr std::uint64_t kPiecesField = 1;
constexpr std::uint64_t kTextField = 1;
constexpr std::uint64_t kScoreField = 2;

enum WireType : std::uint64_t { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

Failure broken(const std::string &why)
{
    return fail(ErrorCode::data, "not a sound SentencePiece model: " + why, "download the file again");
}

/// Reads protobuf fields one after the other and never past the end.
class FieldCursor {
public:
    struct Field {
        std::uint64_t number = 0;
        std::uint64_t type = 0;
        std::string_view bytes; ///< of Bytes and Fixed32
    };

    explicit FieldCursor(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    [[nodiscard]] bool isAtEnd() const { return m_bytes.empty(); }

    Result<Field> next()
    {
        const std::uint64_t tag = BAFO_TRY(varint());
        // The library keeps the low 32 bits of a tag: a higher one would be another field there than here.
        if (tag > std::numeric_limits<std::uint32_t>::max() || tag >> 3U == 0) {
            return broken("a field has a number that there cannot be");
        }
        Field field{.number = tag >> 3U, .type = tag & 7U, .bytes = {}};
        switch (field.type) {
        case Varint:
            (void)BAFO_TRY(varint());
            return field;
        case Fixed64:
            field.bytes = BAFO_TRY(take(8));
            return field;
        case Fixed32:
            field.bytes = BAFO_TRY(take(4));
            return field;
        case Bytes: {
            const std::uint64_t length = BAFO_TRY(varint());
            field.bytes = BAFO_TRY(take(length));
            return field;
        }
        default:
            return broken("a field has the unknown type " + std::to_string(field.type));
        }
    }

private:
    Result<std::uint64_t> varint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !m_bytes.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(m_bytes.front());
            m_bytes.remove_prefix(1);
            // Nobody writes them longer than they are, and readers differ in what they make of it.
            if ((byte == 0 && shift > 0) || (shift == 63 && byte > 1)) {
                return broken("a number is longer than it needs to be");
            }
            value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            if (byte < 0x80) {
                return value;
            }
        }
        return broken("a number has no end");
    }

    Result<std::string_view> take(std::uint64_t count)
    {
        if (count > m_bytes.size()) {
            return broken("a field is longer than the file");
        }
        const std::string_view taken = m_bytes.substr(0, count);
        m_bytes.remove_prefix(count);
        return taken;
    }

    std::string_view m_bytes;
};

Result<void> checkPiece(std::string_view bytes)
{
    FieldCursor cursor(bytes);
    bool hasText = false;
    while (!cursor.isAtEnd()) {
        const auto field = BAFO_TRY(cursor.next());
        if (field.number == kTextField && field.type == Bytes) {
            hasText = !field.bytes.empty();
            if (field.bytes.find('\0') != std::string_view::npos) { // the library's index of pieces ends at it
                return broken("a piece holds a zero byte");
            }
            if (field.bytes.size() > kMaxPieceBytes) {
                return broken("a piece has " + std::to_string(field.bytes.size()) + " bytes");
            }
        } else if (field.number == kScoreField && field.type == Fixed32) {
            float score = 0;
            std::memcpy(&score, field.bytes.data(), sizeof(score));
            if (!std::isfinite(score)) {
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
            std::string bytes;
            for (std::size_t at = 0; at < piece.size();) {
                const bool isSpace = std::string_view(piece).substr(at).starts_with(kSpaceMark);
                bytes += isSpace ? ' ' : piece[at];
                at += isSpace ? kSpaceMark.size() : 1;
            }
            m_pieces.push_back(std::move(bytes));
        }
    }

    sentencepiece::SentencePieceProcessor m_processor;
    std::vector<std::string> m_pieces; ///< bytes by id
    std::unordered_map<std::string, std::uint32_t> m_ids;
    std::string m_hash;
};

} // namespace

Result<void> checkSentencePieceModel(std::string_view model)
{
    FieldCursor cursor(model);
    std::size_t numPieces = 0;
    while (!cursor.isAtEnd()) {
        const auto field = BAFO_TRY(cursor.next());
        if (field.number == kPiecesField && field.type == Bytes) {
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
