// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/text_area.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/measures.h"

#include <QPainter>

namespace bafo::ui {

TextArea::TextArea(QWidget *parent)
    : QPlainTextEdit(parent)
{
    const int u = unitOf(*this);
    setFrameShape(QFrame::NoFrame);
    setTabChangesFocus(true);
    setViewportMargins(u / 2, u / 2, u / 2, u / 2);
    viewport()->setAutoFillBackground(false);
}

bool TextArea::event(QEvent *event)
{
    if (event->type() == QEvent::Paint) { // the ground around the viewport; the text paints itself
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Colours &colours = coloursOf(palette());
        const double width = hasFocus() ? 2 : 1;
        painter.setPen(QPen(hasFocus() ? colours.accent : colours.line, width));
        painter.setBrush(colours.surface);
        const double radius = fontMetrics().height() * 0.3;
        painter.drawRoundedRect(QRectF(rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2), radius, radius);
        return true;
    }
    return QPlainTextEdit::event(event);
}

void TextArea::focusInEvent(QFocusEvent *event)
{
    QPlainTextEdit::focusInEvent(event);
    update();
}

void TextArea::focusOutEvent(QFocusEvent *event)
{
    QPlainTextEdit::focusOutEvent(event);
    update();
}

} // namespace bafo::ui
