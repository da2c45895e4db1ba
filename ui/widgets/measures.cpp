// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/measures.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontMetrics>

#include <algorithm>
#include <cmath>

namespace bafo::ui {
namespace {

double factorOf(TextSize size)
{
    switch (size) {
    case TextSize::body:
        return 1.0;
    case TextSize::title:
        return 1.25;
    case TextSize::heading:
        return 1.75;
    }
    return 1.0;
}

bool hasEvenDigits(const QFont &font)
{
    const QFontMetricsF metrics(font);
    const double width = metrics.horizontalAdvance(QLatin1Char('0'));
    return std::all_of("123456789", "123456789" + 9, [&](char digit) {
        return std::abs(metrics.horizontalAdvance(QLatin1Char(digit)) - width) < 0.01;
    });
}

} // namespace

int unitOf(const QFont &font)
{
    return std::max(4, QFontMetrics(font).height() / 2);
}

int rowHeightOf(const QFont &font)
{
    return static_cast<int>(std::lround(QFontMetrics(font).height() * 1.8));
}

QFont fontOf(TextSize size, TextWeight weight)
{
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() * factorOf(size));
    font.setWeight(weight == TextWeight::strong ? QFont::DemiBold : QFont::Normal);
    return font;
}

QFont numberFont()
{
    const QFont font = QApplication::font();
    if (hasEvenDigits(font)) {
        return font;
    }
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(font.pointSizeF());
    return fixed;
}

} // namespace bafo::ui
