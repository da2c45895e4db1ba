// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/state_mark.h"

#include <QPainter>

namespace bafo::ui {

void drawShape(QPainter &painter, const QRectF &rect, Shape shape, const QColor &colour)
{
    const double size = std::min(rect.width(), rect.height()) * 0.55;
    const QRectF r(rect.center() - QPointF(size / 2, size / 2), QSizeF(size, size));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    const QPen line(colour, std::max(1.4, size * 0.18), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    switch (shape) {
    case Shape::disc:
        painter.drawEllipse(r);
        break;
    case Shape::triangle:
        painter.drawPolygon(QPolygonF({QPointF(r.center().x(), r.top()), r.bottomRight(), r.bottomLeft()}));
        break;
    case Shape::square:
        painter.drawRect(r);
        break;
    case Shape::ring:
        painter.setPen(line);
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(r.adjusted(1, 1, -1, -1));
        break;
    case Shape::cross:
        painter.setPen(line);
        painter.drawLine(r.topLeft(), r.bottomRight());
        painter.drawLine(r.topRight(), r.bottomLeft());
        break;
    case Shape::tick:
        painter.setPen(line);
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(
            QPolygonF({QPointF(r.left(), r.center().y()), QPointF(r.left() + size * 0.36, r.bottom() - size * 0.1),
                       QPointF(r.right(), r.top() + size * 0.1)}));
        break;
    }
    painter.restore();
}

StateMark::StateMark(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void StateMark::set(Shape shape, Tone tone, const QString &word)
{
    m_shape = shape;
    m_tone = tone;
    m_word = word;
    setAccessibleName(word);
    updateGeometry();
    update();
}

QSize StateMark::sizeHint() const
{
    const QFontMetrics metrics(font());
    return {metrics.height() + metrics.horizontalAdvance(m_word) + 2, metrics.height()};
}

void StateMark::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    const QColor colour = colourOf(m_tone, palette());
    const int side = height();
    drawShape(painter, QRectF(0, 0, side * 0.9, side), m_shape, colour);
    painter.setPen(colour);
    painter.drawText(rect().adjusted(side, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, m_word);
}

} // namespace bafo::ui
