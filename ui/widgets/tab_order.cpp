// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tab_order.h"

#include <QApplication>
#include <QScrollArea>
#include <QWidget>

#include <algorithm>
#include <vector>

namespace bafo::ui {
namespace {

void collect(const QWidget &area, std::vector<QWidget *> &controls)
{
    std::vector<QWidget *> parts;
    for (QObject *child : area.children()) {
        if (child->isWidgetType() && !static_cast<QWidget *>(child)->isWindow()) {
            parts.push_back(static_cast<QWidget *>(child));
        }
    }
    std::stable_sort(parts.begin(), parts.end(), [](const QWidget *a, const QWidget *b) {
        // Two that overlap in height by half stand in one line.
        const QRect one = a->geometry();
        const QRect other = b->geometry();
        return one.center().y() < other.top() ? true
            : other.center().y() < one.top()  ? false
            : one.left() != other.left()      ? one.left() < other.left()
                                              : one.top() < other.top();
    });
    for (QWidget *part : parts) {
        if ((part->focusPolicy() & Qt::TabFocus) != 0 && part->focusProxy() == nullptr) {
            controls.push_back(part);
        }
        collect(*part, controls);
    }
}

bool isUsable(const QWidget *control)
{
    return control->isVisible() && control->isEnabled();
}

/// In the order of Tab, with those that are out of sight for the moment.
std::vector<QWidget *> controlsOf(const QWidget &area)
{
    std::vector<QWidget *> controls;
    collect(area, controls);
    return controls;
}

/// The next usable one behind (or before) a place; null at the end.
QWidget *nextOf(const std::vector<QWidget *> &controls, std::ptrdiff_t place, bool isNext)
{
    const auto num = static_cast<std::ptrdiff_t>(controls.size());
    for (place += isNext ? 1 : -1; place >= 0 && place < num; place += isNext ? 1 : -1) {
        if (QWidget *one = controls[static_cast<std::size_t>(place)]; isUsable(one)) {
            return one;
        }
    }
    return nullptr;
}

/// Qt scrolls only where the focus was in the area before.
void focus(QWidget &control, Qt::FocusReason reason)
{
    control.setFocus(reason);
    for (QWidget *around = control.parentWidget(); around != nullptr; around = around->parentWidget()) {
        if (auto *area = qobject_cast<QScrollArea *>(around)) {
            area->ensureWidgetVisible(&control);
        }
    }
}

} // namespace

bool focusNextByPlace(QWidget &area, bool isNext)
{
    const std::vector<QWidget *> controls = controlsOf(area);
    const auto num = static_cast<std::ptrdiff_t>(controls.size());
    const Qt::FocusReason reason = isNext ? Qt::TabFocusReason : Qt::BacktabFocusReason;
    const auto place = std::find(controls.begin(), controls.end(), QApplication::focusWidget()) - controls.begin();
    const bool isInside = place < num || (QApplication::focusWidget() == &area && isNext);
    QWidget *next = isInside ? nextOf(controls, place < num ? place : -1, isNext) : nullptr;
    if (next == nullptr && place < num && !isUsable(controls[static_cast<std::size_t>(place)]) && area.isVisible()) {
        next = nextOf(controls, place, !isNext); // the last one went out of sight: the focus stays in the area
        next = next != nullptr ? next : &area;
    }
    if (next == nullptr && area.isWindow()) {
        next = nextOf(controls, isNext ? -1 : num, isNext);
    }
    if (next != nullptr) {
        focus(*next, reason);
    }
    return next != nullptr;
}

void focusArea(QWidget &area, Qt::FocusReason reason)
{
    QWidget *last = area.focusWidget();
    if (last != nullptr && last != &area && isUsable(last)) {
        focus(*last, reason);
        return;
    }
    QWidget *first = reason == Qt::TabFocusReason ? nextOf(controlsOf(area), -1, true) : nullptr;
    focus(first != nullptr ? *first : area, reason);
}

} // namespace bafo::ui
