// SPDX-License-Identifier: GPL-3.0-or-later
// What the page Words tells in figures: pieces a word before and after, and what each new piece is good for.
#pragma once

#include "core/text/growth_usage.h"
#include "core/text/tokenizer.h"
#include "ui/pages/words/text_sample.h"

#include <QMetaType>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace bafo::ui {

/// Counts over one language, or one source of it.
struct FiguresRow {
    std::string language;
    std::string source; ///< empty: all sources of the language
    std::int64_t numWords = 0;
    std::int64_t numPiecesBefore = 0;
    std::int64_t numPiecesAfter = 0;

    [[nodiscard]] double before() const;
    [[nodiscard]] double after() const;
};

struct NewPieceRow {
    std::uint32_t id = 0;
    QString piece;
    QString madeOf; ///< "ngo + ku"
    bool startsWord = false; ///< holds the space before it
    qint64 numUses = 0;
    qint64 numSaved = 0;
    QString examples;
};

/// Pieces a word with the first so many new pieces.
struct CurvePoint {
    qint64 numPieces = 0;
    double piecesPerWord = 0;
};

struct WordFigures {
    std::vector<FiguresRow> rows; ///< a language, its largest sources where it is the new one, the next language
    std::string newLanguage; ///< the one that got shorter, else the first of the project; empty where there is no text
    bool hasAfter = false;
    bool isHeldOut = false; ///< every row is measured on held-out text only
    std::vector<NewPieceRow> pieces; ///< empty where the one was not grown from the other
    std::vector<CurvePoint> curve; ///< at most 251 points
    std::vector<QString> sentences; ///< of the new language, short ones
};

/// `after` and `growth` may be null; the growth counts only where it was grown from `before`. Seconds on large samples.
/// Any thread.
[[nodiscard]] WordFigures figuresOf(const TextSample &sample, const text::Tokenizer &before,
                                    const text::Tokenizer *after, const text::Growth *growth,
                                    const std::vector<std::string> &projectLanguages);

/// Bytes of a piece as people read them: without the space before it, bytes of broken characters in hexadecimal.
[[nodiscard]] QString pieceWords(const std::string &bytes);

} // namespace bafo::ui
