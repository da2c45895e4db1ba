// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/scrolling.h"

namespace bafo::ui {

QScrollArea *scrolling(QWidget *content, const QString &name)
{
    auto *area = new QScrollArea;
    area->setAccessibleName(name);
    area->setFocusPolicy(name.isEmpty() ? Qt::NoFocus : Qt::StrongFocus);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(content);
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false); // setWidget() has just set it
    return area;
}

} // namespace bafo::ui
