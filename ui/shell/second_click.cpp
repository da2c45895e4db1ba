// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/second_click.h"

#include <QApplication>
#include <QMouseEvent>

namespace bafo::ui {

SecondClick::SecondClick(QObject *parent)
    : QObject(parent)
{
    QApplication::instance()->installEventFilter(this);
}

void SecondClick::noteNewPage(QWidget *page)
{
    m_page = page;
    m_pressBefore = m_lastPress;
}

bool SecondClick::eventFilter(QObject *watched, QEvent *event)
{
    if ((event->type() != QEvent::MouseButtonPress && event->type() != QEvent::MouseButtonDblClick)
        || !watched->isWidgetType()) {
        return false;
    }
    const quint64 time = static_cast<const QMouseEvent *>(event)->timestamp();
    const auto *widget = static_cast<const QWidget *>(watched);
    const auto limit = static_cast<quint64>(QApplication::doubleClickInterval());
    const bool isOnPage = m_page && (m_page == widget || m_page->isAncestorOf(widget));
    if (isOnPage && m_pressBefore > 0 && time > m_pressBefore && time - m_pressBefore < limit) {
        return true;
    }
    m_lastPress = time;
    return false;
}

} // namespace bafo::ui
