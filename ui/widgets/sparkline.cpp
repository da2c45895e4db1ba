// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sparkline.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/measures.h"

#include <algorithm>
#include <cmath>

namespace bafo::ui {

std::vector<float> thinned(const std::vector<double> &values, std::size_t most)
{
    std::vector<float> result;
    const std::size_t numGroups = std::min(most, values.size());
    result.reserve(numGroups);
    for (std::size_t group = 0; group < numGroups; ++group) {
        const std::size_t begin = group * values.size() / numGroups;
        const std::size_t end = (group + 1) * values.size() / numGroups;
        double sum = 0;
        int count = 0;
        for (std::size_t i = begin; i < end; ++i) {
            if (std::isfinite(values[i])) {
                sum += values[i];
                ++count;
            }
        }
        if (const auto mean = static_cast<float>(sum / count); count > 0 && std::isfinite(mean)) {
            result.push_back(mean);
        }
    }
    return result;
}

void drawSparkline(QPainter &painter, const QRectF &rect, const std::vector<float> &values, const QColor &colour)
{
    if (values.size() < 2) {
        return;
    }
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const double range = std::max(1e-9, static_cast<double>(*high) - static_cast<double>(*low));
    QPolygonF line;
    line.reserve(static_cast<qsizetype>(values.size()));
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double x = rect.left() + rect.width() * static_cast<double>(i) / static_cast<double>(values.size() - 1);
        line.append(QPointF(
            x, rect.bottom() - rect.height() * (static_cast<double>(values[i]) - static_cast<double>(*low)) / range));
    }
    painter.save();
    painter.setClipRect(rect.adjusted(-1, -1, 1, 1), Qt::IntersectClip); // half a line's breadth of room
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.3));
    painter.drawPolyline(line);
    painter.restore();
}

Sparkline::Sparkline(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Sparkline::set(std::vector<float> values)
{
    m_values = std::move(values);
    update();
}

QSize Sparkline::sizeHint() const
{
    return {12 * unitOf(*this), 3 * unitOf(*this)};
}

void Sparkline::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    drawSparkline(painter, QRectF(rect()).adjusted(1, 2, -1, -2), m_values, coloursOf(palette()).series[0]);
}

} // namespace bafo::ui
