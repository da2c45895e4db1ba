// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/interval_bar.h"

#include "ui/widgets/colours.h"

#include <QPainter>

#include <algorithm>

namespace bafo::ui {

void drawInterval(QPainter &painter, const QRectF &rect, const Interval &interval, const Colours &colours, int unit)
{
    const double span = std::max(interval.scaleHigh - interval.scaleLow, 1e-9);
    const auto place = [&](double value) {
        return rect.left() + rect.width() * std::clamp((value - interval.scaleLow) / span, 0.0, 1.0);
    };
    const double middle = rect.center().y();
    const double height = unit * 0.5;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.raised);
    painter.drawRoundedRect(QRectF(rect.left(), middle - height / 2, rect.width(), height), height / 2, height / 2);
    const QColor colour = interval.isDoubtful ? colours.warning : colours.series[0];
    QColor pale = colour;
    pale.setAlphaF(0.45F);
    painter.setBrush(interval.hasDot ? pale : colour);
    const double left = place(interval.low);
    const double width = std::max(place(interval.high) - left, height);
    painter.drawRoundedRect(QRectF(left, middle - height / 2, width, height), height / 2, height / 2);
    if (interval.chance > 0) {
        painter.setPen(QPen(colours.muted, 1.4));
        const double x = place(interval.chance);
        painter.drawLine(QPointF(x, middle - unit * 0.55), QPointF(x, middle + unit * 0.55));
    }
    if (interval.hasDot) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawEllipse(QPointF(place(interval.value), middle), unit * 0.42, unit * 0.42);
    }
    painter.restore();
}

} // namespace bafo::ui
