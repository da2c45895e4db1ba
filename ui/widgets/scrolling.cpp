// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/scrolling.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/measures.h"

#include <QEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace bafo::ui {
namespace {

/// As it never scrolls sideways, it is never narrower than its content can be.
class UprightArea : public QScrollArea {
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

/// Lies over an area that has the focus.
class FocusRing final : public QWidget {
public:
    explicit FocusRing(QWidget *parent)
        : QWidget(parent)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        hide();
    }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(coloursOf(palette()).accent, 2));
        const double radius = unitOf(*this);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), radius, radius);
    }
};

/// Keys scroll it: whoever comes to it by Tab has to see so.
class ScrollingByKeys final : public UprightArea {
public:
    ScrollingByKeys()
        : m_ring(new FocusRing(this))
    {
        setFocusPolicy(Qt::StrongFocus);
    }

protected:
    void focusInEvent(QFocusEvent *event) override
    {
        UprightArea::focusInEvent(event);
        m_ring->setGeometry(rect());
        m_ring->raise();
        m_ring->show();
    }

    void focusOutEvent(QFocusEvent *event) override
    {
        UprightArea::focusOutEvent(event);
        m_ring->hide();
    }

    void resizeEvent(QResizeEvent *event) override
    {
        UprightArea::resizeEvent(event);
        m_ring->setGeometry(rect());
    }

private:
    FocusRing *m_ring;
};

} // namespace

QScrollArea *scrolling(QWidget *content, const QString &name)
{
    QScrollArea *area = name.isEmpty() ? new UprightArea : new ScrollingByKeys;
    area->setAccessibleName(name);
    if (name.isEmpty()) {
        area->setFocusPolicy(Qt::NoFocus);
    }
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(content);
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false); // setWidget() has just set it
    return area;
}

} // namespace bafo::ui
