// SPDX-License-Identifier: GPL-3.0-or-later
// How the house style paints its few shapes, in the colours of the option's palette. For HouseStyle alone.
#pragma once

#include <QRectF>

class QPainter;
class QStyleOption;
class QStyleOptionProgressBar;
class QStyleOptionSlider;
class QStyleOptionTab;
class QStyleOptionViewItem;
class QWidget;

namespace bafo::ui {

struct Colours;

/// Whether a widget bears one of the properties of house_style.h.
bool hasProperty(const QWidget *widget, const char *property);
/// Of corners, in pixels.
double radiusOf(const QStyleOption &option);
/// On the accent's own ground the ring is drawn inside, in the colour of the words there.
void drawFocus(QPainter &painter, const QRectF &rect, double radius, const Colours &colours, bool isOnAccent = false);
/// isByKeys: the one with the focus gets a ring. Who goes by mouse looks elsewhere.
void drawButtonGround(const QStyleOption &option, QPainter &painter, const QWidget *widget, bool isByKeys);
void drawFieldGround(const QStyleOption &option, QPainter &painter);
void drawArrowDown(QPainter &painter, const QRectF &rect, const QColor &colour);
void drawCheckBox(const QStyleOption &option, QPainter &painter);
void drawRadioButton(const QStyleOption &option, QPainter &painter);
void drawTab(const QStyleOptionTab &option, QPainter &painter);
void drawProgress(const QStyleOptionProgressBar &option, QPainter &painter, bool isGroove);
/// The rows of a list: the chosen one, the one under the mouse, and lines along one that has the focus without being
/// chosen; the others have no ground of their own.
void drawRowGround(const QStyleOptionViewItem &option, QPainter &painter);
/// At the left end of a chosen row, as wide as a stroke: the one accent that a list has.
void drawRowEdge(const QStyleOptionViewItem &option, QPainter &painter, const QWidget *widget);
void drawScrollBar(const QStyleOptionSlider &option, QPainter &painter, const QRect &handle);
void drawSlider(const QStyleOptionSlider &option, QPainter &painter, const QRect &handle);

} // namespace bafo::ui
