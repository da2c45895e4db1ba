// SPDX-License-Identifier: GPL-3.0-or-later
// How the keyboard goes through the window: Tab by place, F6 from part to part, Enter on buttons.
#include "ui/shell/main_window.h"
#include "ui/widgets/tab_order.h"

#include <QAbstractButton>
#include <QKeyEvent>
#include <QStackedWidget>

#include <algorithm>

namespace bafo::ui {

void MainWindow::focusNextPart()
{
    const auto here = std::find_if(m_parts.begin(), m_parts.end(),
                                   [this](const QWidget *part) { return part->isAncestorOf(focusWidget()); });
    const auto place = here - m_parts.begin();
    const auto numParts = static_cast<std::ptrdiff_t>(m_parts.size());
    for (std::ptrdiff_t i = 1; i <= numParts; ++i) {
        QWidget *part = m_parts[static_cast<std::size_t>((place + i) % numParts)];
        if (part->isVisible()) {
            focusArea(part == m_stack ? *m_stack->currentWidget() : *part, Qt::TabFocusReason);
            return;
        }
    }
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    auto *button = qobject_cast<QAbstractButton *>(focusWidget());
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (button == nullptr || !isEnter || (event->modifiers() & ~Qt::KeypadModifier) != 0) {
        QMainWindow::keyPressEvent(event);
        return;
    }
    button->click();
}

bool MainWindow::focusNextPrevChild(bool isNext)
{
    return focusNextByPlace(*this, isNext);
}

} // namespace bafo::ui
