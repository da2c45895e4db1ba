// SPDX-License-Identifier: GPL-3.0-or-later
// A score with its doubt as a bar: where it lies, how far it may be wrong, and where guessing would lie.
#pragma once

#include <QRectF>

class QPainter;

namespace bafo::ui {

struct Colours;

struct Interval {
    double low = 0;
    double value = 0;
    double high = 0;
    double chance = 0; ///< 0: none is drawn
    double scaleLow = 0; ///< of the left end
    double scaleHigh = 1;
    bool isDoubtful = false; ///< so wide that it decides little: in the tone of a warning
    bool hasDot = true; ///< at the value; without one it is a range of several
};

/// As wide as the rectangle, at its middle.
void drawInterval(QPainter &painter, const QRectF &rect, const Interval &interval, const Colours &colours, int unit);

} // namespace bafo::ui
