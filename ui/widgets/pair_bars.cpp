// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pair_bars.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/measures.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace bafo::ui {
namespace {

QString figure(double value)
{
    return QLocale().toString(value, 'f', 2);
}

} // namespace

PairBars::PairBars(const QString &name, QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QString PairBars::figuresOf(const PairBar &bar)
{
    return bar.after ? QStringLiteral("%1 → %2").arg(figure(bar.before), figure(*bar.after)) : figure(bar.before);
}

void PairBars::setBars(std::vector<PairBar> bars)
{
    m_bars = std::move(bars);
    QStringList spoken;
    for (const PairBar &bar : m_bars) {
        spoken.append(QStringLiteral("%1: %2").arg(bar.label, figuresOf(bar)));
    }
    setAccessibleDescription(spoken.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

int PairBars::rowHeight() const
{
    return rowHeightOf(font());
}

QSize PairBars::sizeHint() const
{
    return {36 * unitOf(*this), rowHeight() * static_cast<int>(m_bars.size())};
}

QSize PairBars::minimumSizeHint() const
{
    return {28 * unitOf(*this), sizeHint().height()};
}

void PairBars::paintBar(QPainter &painter, const PairBar &bar, const QRectF &place, double scale) const
{
    const Colours &colours = coloursOf(palette());
    QRectF track = place;
    const double height = unitOf(*this) * (bar.isPart ? 0.6 : 0.9);
    track.setTop(place.center().y() - height / 2);
    track.setHeight(height);
    const auto draw = [&](double length, const QColor &colour) {
        QRectF filled = track;
        filled.setWidth(std::max(height, track.width() * length));
        painter.setBrush(colour);
        painter.drawRoundedRect(filled, height / 2, height / 2);
    };
    painter.setPen(Qt::NoPen);
    draw(1, colours.raised);
    if (bar.after) {
        const double shorter = std::min(bar.before, *bar.after);
        draw(std::max(bar.before, *bar.after) / scale, bar.after > bar.before ? colours.warning : colours.line);
        draw(shorter / scale, colours.series[0]);
    } else {
        draw(bar.before / scale, colours.series[0]);
    }
}

void PairBars::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours &colours = coloursOf(palette());
    const int u = unitOf(*this);
    const QFontMetrics metrics(font());
    const QFontMetrics numbers(numberFont());
    int labelWidth = 0;
    int figureWidth = 0;
    double scale = 1e-9;
    for (const PairBar &bar : m_bars) {
        labelWidth = std::max(labelWidth, metrics.horizontalAdvance(bar.label) + 2 + (bar.isPart ? 2 * u : 0));
        figureWidth = std::max(figureWidth, numbers.horizontalAdvance(figuresOf(bar)));
        scale = std::max({scale, bar.before, bar.after.value_or(0)});
    }
    labelWidth = std::min(labelWidth, width() * 2 / 5);
    scale *= 1.15;
    for (std::size_t i = 0; i < m_bars.size(); ++i) {
        const PairBar &bar = m_bars[i];
        const QRect row(0, static_cast<int>(i) * rowHeight(), width(), rowHeight());
        const int inset = bar.isPart ? 2 * u : 0;
        painter.setFont(font());
        painter.setPen(bar.isPart ? colours.muted : colours.text);
        const QRect labelPlace(inset, row.top(), labelWidth - inset, row.height());
        painter.drawText(labelPlace, Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(bar.label, Qt::ElideMiddle, labelPlace.width()));
        painter.setFont(numberFont());
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, figuresOf(bar));
        const int left = labelWidth + 2 * u;
        paintBar(painter, bar, QRectF(left, row.top(), width() - left - figureWidth - 2 * u, row.height()), scale);
    }
}

} // namespace bafo::ui
