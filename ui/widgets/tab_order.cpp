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

std::vector<QWidget *> controlsOf(const QWidget &area)
{
    std::vector<QWidget *> controls;
    collect(area, controls);
    std::erase_if(controls, [](const QWidget *one) { return !one->isVisible() || !one->isEnabled(); });
    return controls;
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
    if (controls.empty()) {
        return false;
    }
    const Qt::FocusReason reason = isNext ? Qt::TabFocusReason : Qt::BacktabFocusReason;
    const auto here = std::find(controls.begin(), controls.end(), QApplication::focusWidget());
    if (here != controls.end() && (isNext ? here + 1 != controls.end() : here != controls.begin())) {
        focus(isNext ? **(here + 1) : **(here - 1), reason);
        return true;
    }
    if (QApplication::focusWidget() == &area && isNext) { // it has just come into sight
        focus(*controls.front(), reason);
        return true;
    }
    if (!area.isWindow()) {
        return false;
    }
    focus(isNext ? *controls.front() : *controls.back(), reason);
    return true;
}

void focusArea(QWidget &area, Qt::FocusReason reason)
{
    QWidget *last = area.focusWidget();
    if (last != nullptr && last != &area && last->isVisible() && last->isEnabled()) {
        focus(*last, reason);
        return;
    }
    if (const auto controls = controlsOf(area); reason == Qt::TabFocusReason && !controls.empty()) {
        focus(*controls.front(), reason);
        return;
    }
    area.setFocus(reason);
}

} // namespace bafo::ui
