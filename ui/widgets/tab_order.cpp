// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tab_order.h"

#include <QApplication>
#include <QWidget>

#include <algorithm>
#include <vector>

namespace bafo::ui {
namespace {

bool canTakeFocus(const QWidget &widget)
{
    return (widget.focusPolicy() & Qt::TabFocus) != 0 && widget.focusProxy() == nullptr && widget.isVisible()
        && widget.isEnabled() && !widget.isWindow();
}

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

} // namespace

bool focusNextByPlace(QWidget &area, bool isNext)
{
    std::vector<QWidget *> controls;
    collect(area, controls);
    std::erase_if(controls, [](const QWidget *one) { return !one->isVisible() || !one->isEnabled(); });
    const Qt::FocusReason reason = isNext ? Qt::TabFocusReason : Qt::BacktabFocusReason;
    const auto here = std::find(controls.begin(), controls.end(), QApplication::focusWidget());
    if (here != controls.end() && (isNext ? here + 1 != controls.end() : here != controls.begin())) {
        (isNext ? *(here + 1) : *(here - 1))->setFocus(reason);
        return true;
    }
    QWidget *outside = &area;
    do {
        outside = isNext ? outside->nextInFocusChain() : outside->previousInFocusChain();
    } while (outside != &area
             && (area.isAncestorOf(outside) || outside->isAncestorOf(&area) || !canTakeFocus(*outside)));
    if (outside == &area) {
        return false;
    }
    outside->setFocus(reason);
    return true;
}

} // namespace bafo::ui
