// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/scrolling.h"

#include <QEvent>
#include <QScrollBar>

namespace bafo::ui {
namespace {

/// As it never scrolls sideways, it is never narrower than its content can be.
class UprightArea final : public QScrollArea {
public:
    [[nodiscard]] QSize minimumSizeHint() const override
    {
        const QSize whole = QScrollArea::minimumSizeHint();
        const int content = widget() == nullptr ? 0 : widget()->minimumSizeHint().width();
        return {std::max(whole.width(), content + verticalScrollBar()->sizeHint().width()), whole.height()};
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched == widget() && event->type() == QEvent::LayoutRequest) {
            updateGeometry();
        }
        return QScrollArea::eventFilter(watched, event);
    }
};

} // namespace

QScrollArea *scrolling(QWidget *content, const QString &name)
{
    auto *area = new UprightArea;
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
