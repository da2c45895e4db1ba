// SPDX-License-Identifier: GPL-3.0-or-later
// A text cut into word pieces: each piece on a tint of its own, spaces visible but quiet.
#pragma once

#include "ui/widgets/measures.h"

#include <QFont>
#include <QRectF>
#include <QString>
#include <QWidget>

#include <vector>

class QPainter;

namespace bafo::ui {

/// A stretch of one piece that is drawn alike.
struct StripPart {
    enum class Kind {
        text,
        blank, ///< a sign that stands for white space
        bytes, ///< bytes of a character that other pieces share, in hexadecimal
    };
    Kind kind = Kind::text;
    QString text;
};

struct StripPiece {
    std::vector<StripPart> parts;
    QString tip; ///< which piece it is, for people
    int tint = 0; ///< place in Colours::pieces; negative: none
    bool startsWord = false; ///< lines break here first
    bool endsLine = false; ///< the next one begins a line
    bool isMuted = false; ///< what is only there for the others' sake
    bool isUnderlined = false; ///< in the accent
    bool isStruck = false; ///< struck through

    /// All parts in a row.
    [[nodiscard]] QString text() const;
};

/// The sign for a character that would not be seen; empty for those that are.
[[nodiscard]] QString signForBlank(char32_t character);

/// Wraps like a paragraph. Left and Right walk over the pieces and show each one's tip; screen readers get the pieces
/// parted by bars. At most kMostPieces are drawn, then an ellipsis.
class TokenStrip final : public QWidget {
    Q_OBJECT

public:
    static constexpr std::size_t kMostPieces = 2000;

    /// `name` is what screen readers call it.
    explicit TokenStrip(const QString &name, QWidget *parent = nullptr);

    /// Of the pieces; that of titles without it.
    void setTextSize(TextSize size);

    void setPieces(std::vector<StripPiece> pieces);
    [[nodiscard]] const std::vector<StripPiece> &pieces() const { return m_pieces; }

    /// Of the piece at a place of the widget; -1: none is there.
    [[nodiscard]] int pieceAt(const QPointF &place) const;

    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Layout {
        int width = -1;
        int height = 0;
        std::vector<QRectF> places;
    };

    [[nodiscard]] const Layout &layoutFor(int width) const;
    [[nodiscard]] double widthOf(const StripPart &part) const;
    void walk(int by);

    [[nodiscard]] QFont fontFor(StripPart::Kind kind) const;
    void paintMarks(QPainter &painter, const StripPiece &piece, const QRectF &place) const;

    TextSize m_size = TextSize::title;
    std::vector<StripPiece> m_pieces;
    int m_current = -1; ///< of the keyboard
    mutable Layout m_layout;
};

} // namespace bafo::ui
