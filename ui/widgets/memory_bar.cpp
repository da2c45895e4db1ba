// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/memory_bar.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/measures.h"
#include "ui/widgets/number_text.h"

#include <QEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace bafo::ui {
namespace {

QString sizeOf(qint64 bytes)
{
    return sizeInWords(static_cast<quint64>(std::max<qint64>(0, bytes)));
}

} // namespace

MemoryBar::MemoryBar(const QString &name, QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void MemoryBar::set(MemoryPicture picture)
{
    m_picture = std::move(picture);
    describe();
    updateGeometry();
    update();
}

void MemoryBar::describe()
{
    QStringList spoken;
    for (const Row &row : rows()) {
        spoken.append(QStringLiteral("%1: %2").arg(row.label, row.size));
    }
    setAccessibleDescription(spoken.join(QStringLiteral("; ")));
}

void MemoryBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
    }
    QWidget::changeEvent(event);
}

QColor MemoryBar::colourOf(std::size_t part) const
{
    const Colours &colours = coloursOf(palette());
    return part < colours.series.size() ? colours.series[part]
                                        : (part == colours.series.size() ? colours.muted : colours.pieces[0]);
}

std::vector<MemoryBar::Row> MemoryBar::rows() const
{
    std::vector<Row> rows;
    for (std::size_t i = 0; i < m_picture.parts.size(); ++i) {
        const MemoryPart &part = m_picture.parts[i];
        const QString each
            = m_picture.numProcesses > 1 ? QStringLiteral("%1 × ").arg(m_picture.numProcesses) : QString();
        rows.push_back({part.label, each + sizeOf(part.bytes), colourOf(i)});
    }
    rows.push_back({tr("Other programs"), sizeOf(m_picture.otherBytes), coloursOf(palette()).line});
    return rows;
}

int MemoryBar::rowHeight() const
{
    return fontMetrics().height() * 5 / 4;
}

int MemoryBar::barHeight() const
{
    return 2 * unitOf(*this);
}

QSize MemoryBar::sizeHint() const
{
    const int numRows = m_picture.parts.empty() ? 0 : static_cast<int>(m_picture.parts.size()) + 1;
    return {28 * unitOf(*this), barHeight() + unitOf(*this) + numRows * rowHeight()};
}

QSize MemoryBar::minimumSizeHint() const
{
    return {18 * unitOf(*this), sizeHint().height()};
}

void MemoryBar::paintBar(QPainter &painter, const QRectF &place) const
{
    const Colours &colours = coloursOf(palette());
    qint64 ofOne = 0;
    for (const MemoryPart &part : m_picture.parts) {
        ofOne += part.bytes;
    }
    const qint64 all = m_picture.otherBytes + ofOne * m_picture.numProcesses;
    const double scale = place.width() / static_cast<double>(std::max<qint64>({1, all, m_picture.totalBytes}));
    painter.save();
    QPainterPath round;
    round.addRoundedRect(place, place.height() / 4, place.height() / 4);
    painter.setClipPath(round);
    painter.fillRect(place, colours.raised);
    double left = place.left();
    const auto draw = [&](qint64 bytes, const QColor &colour) {
        const double width = static_cast<double>(bytes) * scale;
        painter.fillRect(QRectF(left, place.top(), width, place.height()), colour);
        left += width;
    };
    draw(m_picture.otherBytes, colours.line);
    for (int process = 0; process < m_picture.numProcesses; ++process) {
        for (std::size_t i = 0; i < m_picture.parts.size(); ++i) {
            draw(m_picture.parts[i].bytes, colourOf(i));
        }
        if (process > 0) {
            const double edge = left - static_cast<double>(ofOne) * scale;
            painter.fillRect(QRectF(edge - 1, place.top(), 2, place.height()), colours.surface);
        }
    }
    painter.restore();
    if (all > m_picture.totalBytes) {
        const double end = place.left() + static_cast<double>(m_picture.totalBytes) * scale;
        painter.fillRect(QRectF(end - 1.5, place.top() - 3, 3, place.height() + 6), colours.error);
    }
}

void MemoryBar::paintEvent(QPaintEvent * /*event*/)
{
    if (m_picture.parts.empty()) {
        return;
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours &colours = coloursOf(palette());
    const int u = unitOf(*this);
    paintBar(painter, QRectF(0, 3, width(), barHeight() - 6));
    int top = barHeight() + u;
    const int line = fontMetrics().height();
    for (const Row &row : rows()) {
        const QRectF swatch(0, top + line / 4.0, line / 2.0, line / 2.0);
        painter.setPen(Qt::NoPen);
        painter.setBrush(row.colour);
        painter.drawRoundedRect(swatch, 2, 2);
        painter.setPen(colours.text);
        const int sizeWidth = fontMetrics().horizontalAdvance(row.size) + 2;
        painter.drawText(QRect(width() - sizeWidth, top, sizeWidth, line), Qt::AlignRight | Qt::AlignVCenter, row.size);
        painter.setPen(colours.muted);
        const QRect words(line, top, width() - line - sizeWidth - u, line);
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(row.label, Qt::ElideRight, words.width()));
        top += rowHeight();
    }
}

} // namespace bafo::ui
