// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/token_strip.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/measures.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace bafo::ui {

QString signForBlank(char32_t character)
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

QFont TokenStrip::fontFor(StripPart::Kind kind) const
{
    return fontOf(kind == StripPart::Kind::bytes ? TextSize::body : m_size);
}

void TokenStrip::setTextSize(TextSize size)
{
    m_size = size;
    m_layout.width = -1;
    updateGeometry();
    update();
}

QString StripPiece::text() const
{
    QString all;
    for (const StripPart &part : parts) {
        all += part.text;
    }
    return all;
}

TokenStrip::TokenStrip(const QString &name, QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void TokenStrip::setPieces(std::vector<StripPiece> pieces)
{
    if (pieces.size() > kMostPieces) {
        pieces.resize(kMostPieces);
        pieces.push_back({.parts = {{StripPart::Kind::text, QStringLiteral("…")}}, .tip = {}, .tint = 0});
    }
    m_pieces = std::move(pieces);
    m_current = -1;
    m_layout.width = -1;
    QStringList spoken;
    for (const StripPiece &piece : m_pieces) {
        spoken.append(piece.text().trimmed());
    }
    setAccessibleDescription(spoken.join(QStringLiteral(" | ")));
    updateGeometry();
    update();
}

int TokenStrip::pieceAt(const QPointF &place) const
{
    const Layout &layout = layoutFor(width());
    const auto found = std::find_if(layout.places.begin(), layout.places.end(),
                                    [&place](const QRectF &rect) { return rect.contains(place); });
    return found == layout.places.end() ? -1 : static_cast<int>(found - layout.places.begin());
}

int TokenStrip::heightForWidth(int width) const
{
    return layoutFor(width).height;
}

QSize TokenStrip::sizeHint() const
{
    const int width = 40 * unitOf(*this);
    return {width, heightForWidth(width)};
}

QSize TokenStrip::minimumSizeHint() const
{
    return {16 * unitOf(*this), layoutFor(std::max(width(), 16 * unitOf(*this))).height};
}

double TokenStrip::widthOf(const StripPart &part) const
{
    return QFontMetricsF(fontFor(part.kind)).horizontalAdvance(part.text);
}

const TokenStrip::Layout &TokenStrip::layoutFor(int width) const
{
    if (m_layout.width == width) {
        return m_layout;
    }
    const QFontMetricsF metrics(fontFor(StripPart::Kind::text));
    const double rowHeight = std::ceil(metrics.height() * 1.2);
    const double gap = 2;
    const double lineGap = std::ceil(metrics.height() * 0.3);
    std::vector<double> widths;
    for (const StripPiece &piece : m_pieces) {
        double sum = gap;
        for (const StripPart &part : piece.parts) {
            sum += widthOf(part);
        }
        widths.push_back(sum);
    }
    m_layout = {.width = width, .height = 0, .places = {}};
    double x = 1;
    double y = 1;
    for (std::size_t i = 0; i < m_pieces.size(); ++i) {
        double needed = widths[i];
        if (m_pieces[i].startsWord) { // the whole word, where a line can hold it
            for (std::size_t next = i + 1; next < m_pieces.size() && !m_pieces[next].startsWord; ++next) {
                needed += gap + widths[next];
            }
            needed = needed > width - 2 ? widths[i] : needed;
        }
        if (x > 1 && x + needed > width - 1) {
            x = 1;
            y += rowHeight + lineGap;
        }
        m_layout.places.emplace_back(x, y, widths[i], rowHeight);
        x += widths[i] + gap;
        if (m_pieces[i].endsLine && i + 1 < m_pieces.size()) {
            x = 1;
            y += rowHeight + lineGap;
        }
    }
    m_layout.height = static_cast<int>(std::ceil(y + rowHeight + 1));
    return m_layout;
}

void TokenStrip::paintMarks(QPainter &painter, const StripPiece &piece, const QRectF &place) const
{
    const Colours &colours = coloursOf(palette());
    if (piece.isUnderlined) {
        painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 2), colours.accent);
    }
    if (piece.isStruck) {
        painter.fillRect(QRectF(place.left(), place.center().y(), place.width(), 1), colours.text);
    }
}

void TokenStrip::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours &colours = coloursOf(palette());
    const Layout &layout = layoutFor(width());
    const double radius = unitOf(*this) * 0.4;
    const QFontMetricsF metrics(fontFor(StripPart::Kind::text));
    for (std::size_t i = 0; i < m_pieces.size(); ++i) {
        const StripPiece &piece = m_pieces[i];
        const QRectF &place = layout.places[i];
        const bool isCurrent = hasFocus() && static_cast<int>(i) == m_current;
        painter.setPen(isCurrent ? QPen(colours.accent, 2) : QPen(Qt::NoPen));
        painter.setBrush(piece.tint < 0 ? QBrush(Qt::NoBrush)
                                        : QBrush(colours.pieces.at(static_cast<std::size_t>(piece.tint))));
        painter.drawRoundedRect(place, radius, radius);
        double x = place.left() + 1;
        const double baseline = place.top() + (place.height() + metrics.ascent() - metrics.descent()) / 2;
        for (const StripPart &part : piece.parts) {
            painter.setFont(fontFor(part.kind));
            painter.setPen(part.kind == StripPart::Kind::text && !piece.isMuted ? colours.text : colours.muted);
            if (part.kind == StripPart::Kind::blank) {
                painter.setOpacity(0.55);
            }
            painter.drawText(QPointF(x, baseline), part.text);
            painter.setOpacity(1);
            x += widthOf(part);
        }
        paintMarks(painter, piece, place);
    }
    if (hasFocus() && m_current < 0) {
        painter.setPen(QPen(colours.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), radius, radius);
    }
}

bool TokenStrip::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int piece = pieceAt(help->pos());
        if (piece < 0) {
            QToolTip::hideText();
        } else {
            const auto index = static_cast<std::size_t>(piece);
            QToolTip::showText(help->globalPos(), m_pieces[index].tip, this, m_layout.places[index].toAlignedRect());
        }
        return true;
    }
    return QWidget::event(event);
}

void TokenStrip::walk(int by)
{
    if (m_pieces.empty()) {
        return;
    }
    m_current = std::clamp(m_current + by, 0, static_cast<int>(m_pieces.size()) - 1);
    const auto index = static_cast<std::size_t>(m_current);
    const QRectF place = layoutFor(width()).places[index];
    QToolTip::showText(mapToGlobal(place.bottomLeft().toPoint()), m_pieces[index].tip, this);
    update();
}

void TokenStrip::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Right) {
        walk(1);
    } else if (event->key() == Qt::Key_Left) {
        walk(-1);
    } else if (event->key() == Qt::Key_Home || event->key() == Qt::Key_End) {
        walk(event->key() == Qt::Key_Home ? -m_current : static_cast<int>(m_pieces.size()));
    } else {
        QWidget::keyPressEvent(event);
    }
}

void TokenStrip::focusOutEvent(QFocusEvent *event)
{
    m_current = -1;
    QWidget::focusOutEvent(event);
}

void TokenStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (event->oldSize().width() != width()) {
        updateGeometry();
    }
}

void TokenStrip::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange) {
        m_layout.width = -1;
        updateGeometry();
    }
}

} // namespace bafo::ui
