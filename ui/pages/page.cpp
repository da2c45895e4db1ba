// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"

#include "ui/widgets/tab_order.h"

#include <QEvent>
#include <QTimer>

namespace bafo::ui {

void Page::takeFocus()
{
    QWidget *first = firstControl();
    if (first != nullptr && first->isVisible() && first->isEnabled()) {
        first->setFocus(Qt::OtherFocusReason);
        return;
    }
    setFocus(Qt::OtherFocusReason);
    if (first != nullptr) {
        first->installEventFilter(this);
    }
}

bool Page::eventFilter(QObject *watched, QEvent *event)
{
    const bool isMaybeUsable = event->type() == QEvent::Show || event->type() == QEvent::EnabledChange;
    if (isMaybeUsable && watched == firstControl()) {
        QTimer::singleShot(0, this, [this] { // when all of the page is in sight
            const QWidget *first = firstControl();
            if (window()->focusWidget() == this && first != nullptr && first->isVisible() && first->isEnabled()) {
                takeFocus();
            }
        });
    }
    return QWidget::eventFilter(watched, event);
}

bool Page::focusNextPrevChild(bool isNext)
{
    return focusNextByPlace(*this, isNext) || QWidget::focusNextPrevChild(isNext);
}

} // namespace bafo::ui
