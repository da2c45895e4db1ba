// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/house_painting.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/house_style.h"

#include <QAbstractItemView>
#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>
#include <QWidget>

#include <algorithm>

namespace bafo::ui {
namespace {

void fillRounded(QPainter &painter, const QRectF &rect, double radius, const QColor &fill,
                 const QPen &pen = QPen(Qt::NoPen))
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(pen);
    painter.setBrush(fill);
    const double inset = pen.style() == Qt::NoPen ? 0 : pen.widthF() / 2;
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius);
    painter.restore();
}

QColor shifted(const QColor &colour, const QPalette &palette, int amount)
{
    return isDark(palette) ? colour.lighter(100 + amount) : colour.darker(100 + amount);
}

/// Whether the arrow keys start from this row: the list has the focus. Those of an open box stand below it.
bool isFocusedRow(const QStyleOptionViewItem &option)
{
    const auto *list = qobject_cast<const QAbstractItemView *>(option.widget);
    const bool isOfCells = list != nullptr && list->inherits("QTableView")
        && list->selectionBehavior() == QAbstractItemView::SelectItems
        && list->selectionMode() == QAbstractItemView::SingleSelection; // there a row as such cannot be chosen
    return list != nullptr && list->hasFocus() && !isOfCells && !list->inherits("QComboBoxListView")
        && option.index.row() == list->currentIndex().row() && option.index.parent() == list->currentIndex().parent();
}

} // namespace

bool hasProperty(const QWidget *widget, const char *property)
{
    return widget != nullptr && widget->property(property).toBool();
}

double radiusOf(const QStyleOption &option)
{
    return option.fontMetrics.height() * 0.3;
}

void drawFocus(QPainter &painter, const QRectF &rect, double radius, const Colours &colours, bool isOnAccent)
{
    if (isOnAccent) {
        fillRounded(painter, rect.adjusted(3, 3, -3, -3), radius - 2, Qt::transparent, QPen(colours.textOnAccent, 1.5));
        return;
    }
    fillRounded(painter, rect, radius, Qt::transparent, QPen(colours.accent, 2));
}

void drawButtonGround(const QStyleOption &option, QPainter &painter, const QWidget *widget, bool isByKeys)
{
    const Colours &colours = coloursOf(option.palette);
    const bool isEnabled = option.state.testFlag(QStyle::State_Enabled);
    const bool isHeld = option.state & (QStyle::State_Sunken | QStyle::State_On);
    const bool isOver = isEnabled && option.state.testFlag(QStyle::State_MouseOver);
    const double radius = radiusOf(option);
    const bool isPrimary = hasProperty(widget, kPrimaryProperty) && isEnabled;
    if (!hasProperty(widget, kQuietProperty) || isHeld || isOver) {
        QColor fill = isPrimary ? colours.accent : colours.raised;
        if (isHeld || isOver) {
            fill = shifted(fill, option.palette, isHeld ? 12 : 5);
        }
        fillRounded(painter, option.rect, radius, fill);
    }
    if (option.state.testFlag(QStyle::State_HasFocus) && isByKeys) { // Fusion draws none around buttons
        const QRectF ring = isPrimary ? QRectF(option.rect).adjusted(3, 3, -3, -3) : QRectF(option.rect);
        fillRounded(painter, ring, radius, Qt::transparent, QPen(isPrimary ? colours.textOnAccent : colours.accent, 2));
    }
}

void drawFieldGround(const QStyleOption &option, QPainter &painter)
{
    const Colours &colours = coloursOf(option.palette);
    const bool hasFocus = option.state.testFlag(QStyle::State_HasFocus);
    fillRounded(painter, option.rect, radiusOf(option), colours.surface,
                QPen(hasFocus ? colours.accent : colours.line, hasFocus ? 2 : 1));
}

void drawArrowDown(QPainter &painter, const QRectF &rect, const QColor &colour)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF middle = rect.center();
    const double size = rect.height() * 0.12;
    painter.drawPolyline(
        QPolygonF({middle + QPointF(-2 * size, -size), middle + QPointF(0, size), middle + QPointF(2 * size, -size)}));
    painter.restore();
}

void drawCheckBox(const QStyleOption &option, QPainter &painter)
{
    const Colours &colours = coloursOf(option.palette);
    const bool isOn = option.state.testFlag(QStyle::State_On);
    const bool isEnabled = option.state.testFlag(QStyle::State_Enabled);
    const QColor edge = option.state.testFlag(QStyle::State_HasFocus) ? colours.accent : colours.muted;
    fillRounded(painter, option.rect, radiusOf(option) * 0.7, isOn && isEnabled ? colours.accent : colours.surface,
                QPen(isOn && isEnabled ? colours.accent : edge, 1));
    if (!isOn) {
        return;
    }
    const QRectF r = option.rect;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(isEnabled ? colours.textOnAccent : colours.muted, 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawPolyline(QPolygonF({QPointF(r.left() + r.width() * 0.25, r.top() + r.height() * 0.55),
                                    QPointF(r.left() + r.width() * 0.43, r.top() + r.height() * 0.72),
                                    QPointF(r.left() + r.width() * 0.76, r.top() + r.height() * 0.3)}));
    painter.restore();
}

void drawRadioButton(const QStyleOption &option, QPainter &painter)
{
    const Colours &colours = coloursOf(option.palette);
    const QRectF r = QRectF(option.rect).adjusted(1, 1, -1, -1);
    const bool isOn = option.state.testFlag(QStyle::State_On);
    fillRounded(painter, r, r.width() / 2, colours.surface, QPen(isOn ? colours.accent : colours.muted, isOn ? 2 : 1));
    if (isOn) {
        const double inset = r.width() * 0.28;
        fillRounded(painter, r.adjusted(inset, inset, -inset, -inset), r.width(), colours.accent);
    }
}

void drawTab(const QStyleOptionTab &option, QPainter &painter)
{
    const Colours &colours = coloursOf(option.palette);
    if (option.state.testFlag(QStyle::State_Selected)) {
        QRectF line = option.rect;
        line.setTop(line.bottom() - 2);
        fillRounded(painter, line.adjusted(4, 0, -4, 0), 1, colours.accent);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        fillRounded(painter, QRectF(option.rect).adjusted(2, 2, -2, -2), radiusOf(option), colours.raised);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        drawFocus(painter, QRectF(option.rect).adjusted(2, 2, -2, -2), radiusOf(option), colours);
    }
}

void drawProgress(const QStyleOptionProgressBar &option, QPainter &painter, bool isGroove)
{
    const Colours &colours = coloursOf(option.palette);
    QRectF bar = option.rect;
    const double height = std::max(4.0, option.fontMetrics.height() * 0.35);
    bar.setTop(bar.center().y() - height / 2);
    bar.setHeight(height);
    if (isGroove) {
        fillRounded(painter, bar, height / 2, colours.raised);
        return;
    }
    const double range = option.maximum - option.minimum;
    if (range > 0) {
        bar.setWidth(bar.width() * (option.progress - option.minimum) / range);
        fillRounded(painter, bar, height / 2, colours.accent);
    }
}

void drawRowGround(const QStyleOptionViewItem &option, QPainter &painter)
{
    const Colours &colours = coloursOf(option.palette);
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter.fillRect(option.rect, colours.chosen);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter.fillRect(option.rect, colours.raised);
    } else if (option.backgroundBrush.style() != Qt::NoBrush) {
        painter.fillRect(option.rect, option.backgroundBrush);
    }
    if (isFocusedRow(option) && !option.state.testFlag(QStyle::State_Selected)) { // a chosen one has its edge
        painter.fillRect(QRect(option.rect.left(), option.rect.top() + 2, option.rect.width(), 1), colours.accent);
        painter.fillRect(QRect(option.rect.left(), option.rect.bottom() - 2, option.rect.width(), 1), colours.accent);
    }
}

void drawRowEdge(const QStyleOptionViewItem &option, QPainter &painter, const QWidget *widget)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(widget);
    if (view == nullptr || !option.state.testFlag(QStyle::State_Selected)) {
        return;
    }
    const bool isFirst = option.viewItemPosition == QStyleOptionViewItem::Beginning
        || option.viewItemPosition == QStyleOptionViewItem::OnlyOne
        || option.viewItemPosition == QStyleOptionViewItem::Invalid;
    if (isFirst) {
        const bool hasFocus = option.state.testFlag(QStyle::State_Active) && view->hasFocus();
        const Colours &colours = coloursOf(option.palette);
        painter.fillRect(QRect(0, option.rect.top(), 3, option.rect.height()),
                         hasFocus ? colours.accent : colours.muted);
    }
}

void drawScrollBar(const QStyleOptionSlider &option, QPainter &painter, const QRect &handle)
{
    const Colours &colours = coloursOf(option.palette);
    const bool isHeld = option.state.testFlag(QStyle::State_MouseOver) || option.activeSubControls != QStyle::SC_None;
    const QRectF r = QRectF(handle).adjusted(2, 2, -2, -2);
    const double radius = std::min(r.width(), r.height()) / 2;
    fillRounded(painter, r, radius, isHeld ? colours.muted : colours.line);
}

void drawSlider(const QStyleOptionSlider &option, QPainter &painter, const QRect &handle)
{
    const Colours &colours = coloursOf(option.palette);
    QRectF groove = option.rect;
    groove.setTop(groove.center().y() - 2);
    groove.setHeight(4);
    fillRounded(painter, groove, 2, colours.line);
    QRectF filled = groove;
    filled.setRight(handle.center().x());
    const bool hasFocus = option.state.testFlag(QStyle::State_HasFocus);
    fillRounded(painter, filled, 2, hasFocus ? colours.accent : colours.muted);
    const double size = option.fontMetrics.height() * 0.75;
    const QRectF knob(QPointF(handle.center()) - QPointF(size / 2, size / 2), QSizeF(size, size));
    fillRounded(painter, knob, size / 2, hasFocus ? colours.accent : colours.muted);
}

} // namespace bafo::ui
