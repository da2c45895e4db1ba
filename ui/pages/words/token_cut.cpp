// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/token_cut.h"

#include "core/text/utf8.h"

#include <QCoreApplication>

#include <algorithm>

namespace bafo::ui {
namespace {

struct CutWords {
    Q_DECLARE_TR_FUNCTIONS(CutWords)
};

using Kind = StripPart::Kind;

QString hexOf(std::string_view bytes)
{
    return QString::fromLatin1(
        QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size())).toHex(' ').toUpper());
}

/// The sign for a character that would not be seen; empty for those that are.
QString signFor(char32_t character)
{
    switch (character) {
    case ' ':
        return QStringLiteral("·");
    case '\n':
        return QStringLiteral("↵");
    case '\t':
        return QStringLiteral("→");
    case 0x00A0:
        return QStringLiteral("°");
    default:
        return character < 0x20 ? QStringLiteral("□") : QString();
    }
}

void append(StripPiece &piece, Kind kind, const QString &text)
{
    if (piece.parts.empty() || piece.parts.back().kind != kind) {
        piece.parts.push_back({.kind = kind, .text = {}});
    }
    piece.parts.back().text += text;
}

/// Gives out the bytes of a text by pieces, and knows where its characters begin.
class PieceReader {
public:
    explicit PieceReader(std::string text)
        : m_text(std::move(text))
    {
    }

    /// The next `numBytes` bytes.
    [[nodiscard]] StripPiece take(std::size_t numBytes)
    {
        StripPiece piece;
        const std::size_t end = std::min(m_place + numBytes, m_text.size());
        while (m_place < end) {
            if (m_place >= m_characterEnd) {
                beginCharacter();
            }
            const std::size_t stop = std::min(end, m_characterEnd);
            const bool isWhole = m_place == m_characterStart && stop == m_characterEnd;
            if (isWhole) {
                const QString sign = signFor(m_character);
                append(piece, sign.isEmpty() ? Kind::text : Kind::blank, sign.isEmpty() ? shown() : sign);
            } else {
                const QString bytes = hexOf(std::string_view(m_text).substr(m_place, stop - m_place));
                append(piece, Kind::bytes, bytes);
                piece.tip = CutWords::tr("bytes %1 of the character “%2”, which several pieces share", "token strip")
                                .arg(bytes, shown());
            }
            m_place = stop;
        }
        return piece;
    }

private:
    void beginCharacter()
    {
        const auto character = text::decodeCharacter(std::string_view(m_text).substr(m_place));
        m_character = character.value;
        m_characterStart = m_place;
        m_characterEnd = m_place + static_cast<std::size_t>(character.length);
    }

    [[nodiscard]] QString shown() const { return QString::fromUcs4(&m_character, 1); }

    std::string m_text;
    std::size_t m_place = 0;
    std::size_t m_characterStart = 0;
    std::size_t m_characterEnd = 0;
    char32_t m_character = 0;
};

bool beginsWord(const std::string &bytes)
{
    return bytes.starts_with(' ') || bytes.starts_with('\n') || bytes.starts_with('\t');
}

} // namespace

std::vector<StripPiece> cutOf(const text::Tokenizer &tokenizer, std::string_view text,
                              std::optional<std::uint32_t> firstNewId)
{
    const auto ids = tokenizer.encode(text);
    std::string whole;
    for (const std::uint32_t id : ids) {
        whole += tokenizer.pieceBytes(id);
    }
    PieceReader reader(whole);
    std::vector<StripPiece> pieces;
    int numOld = 0;
    bool followsBlank = true;
    for (const std::uint32_t id : ids) {
        const std::string bytes = tokenizer.pieceBytes(id);
        StripPiece piece = reader.take(bytes.size());
        const bool isNew = firstNewId && id >= *firstNewId;
        piece.startsWord = followsBlank || beginsWord(bytes);
        piece.tint = isNew ? (piece.startsWord ? 2 : 3) : numOld++ % 2;
        const QString name = isNew ? CutWords::tr("new piece %1") : CutWords::tr("piece %1");
        piece.tip = name.arg(id) + (piece.tip.isEmpty() ? QString() : QStringLiteral(": ") + piece.tip);
        followsBlank = !bytes.empty() && (bytes.back() == ' ' || bytes.back() == '\n' || bytes.back() == '\t');
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

std::vector<StripPiece> cutByLengths(const std::string &text, const std::vector<std::size_t> &lengths)
{
    PieceReader reader(text);
    std::vector<StripPiece> pieces;
    bool followsBlank = true;
    std::size_t at = 0;
    for (const std::size_t length : lengths) {
        const std::string bytes = text.substr(std::min(at, text.size()), length);
        at += length;
        StripPiece piece = reader.take(length);
        piece.startsWord = followsBlank || beginsWord(bytes);
        piece.tint = static_cast<int>(pieces.size()) % 2;
        followsBlank = !bytes.empty() && (bytes.back() == ' ' || bytes.back() == '\n' || bytes.back() == '\t');
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

} // namespace bafo::ui
