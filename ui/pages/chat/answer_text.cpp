// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/answer_text.h"

#include "ui/pages/chat/conversation.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/measures.h"

#include <QAbstractTextDocumentLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>

#include <algorithm>

namespace bafo::ui {

AnswerText::AnswerText(QWidget *parent)
    : QTextEdit(parent)
{
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setTabChangesFocus(true);
    setCursorWidth(0); // the token in question is marked instead
    setUndoRedoEnabled(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    document()->setDocumentMargin(0);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    setAccessibleName(tr("Answer"));
    setAccessibleDescription(
        tr("Left and right step through the tokens and tell how likely each was; with Ctrl through unlikely ones."));
    connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            &AnswerText::fitHeight);
}

void AnswerText::append(const std::vector<SpokenToken> &tokens)
{
    QString added;
    int end = document()->characterCount() - 1;
    for (const SpokenToken &token : tokens) {
        if (token.text.isEmpty()) {
            m_parts.push_back(token);
            continue;
        }
        ShownToken shown{.start = end,
                         .length = static_cast<int>(token.text.size()),
                         .spoken = token,
                         .numParts = static_cast<int>(m_parts.size()) + 1};
        for (const SpokenToken &part : m_parts) { // all of them had to come
            shown.spoken.probability *= part.probability;
            shown.spoken.rank = std::max(shown.spoken.rank, part.rank);
        }
        m_parts.clear();
        m_shown.push_back(std::move(shown));
        added += token.text;
        end += static_cast<int>(token.text.size());
    }
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    // A line end inside a block keeps one character for one; a new block would as well, with a gap before it.
    cursor.insertText(added.replace(QLatin1Char('\r'), QLatin1Char(' ')));
    fitHeight();
    viewport()->update();
}

void AnswerText::setCurrentToken(int token)
{
    if (m_current != token) {
        m_current = token;
        viewport()->update();
        Q_EMIT currentTokenChanged(token);
    }
}

QRect AnswerText::rectOf(int token) const
{
    const ShownToken &shown = m_shown[static_cast<std::size_t>(token)];
    int start = shown.start;
    const int end = shown.start + shown.length;
    while (start + 1 < end && document()->characterAt(start).isSpace()) {
        ++start;
    }
    QTextCursor cursor(document());
    cursor.setPosition(start);
    const QRect first = cursorRect(cursor);
    cursor.setPosition(end);
    const QRect last = cursorRect(cursor);
    // Of one that is broken between two lines, the part on the first.
    return last.top() == first.top() ? first.united(last)
                                     : QRect(first.topLeft(), QSize(3 * unitOf(*this), first.height()));
}

QSize AnswerText::sizeHint() const
{
    return {30 * unitOf(*this), height()};
}

QSize AnswerText::minimumSizeHint() const
{
    return {10 * unitOf(*this), height()};
}

void AnswerText::mouseMoveEvent(QMouseEvent *event)
{
    QTextEdit::mouseMoveEvent(event);
    setCurrentToken(event->buttons() == Qt::NoButton ? tokenAt(event->position().toPoint()) : -1);
}

void AnswerText::leaveEvent(QEvent *event)
{
    QTextEdit::leaveEvent(event);
    setCurrentToken(-1);
}

void AnswerText::keyPressEvent(QKeyEvent *event)
{
    const bool isPlain = !event->modifiers().testFlag(Qt::ShiftModifier);
    const bool onlyUnlikely = event->modifiers().testFlag(Qt::ControlModifier);
    if (isPlain && (event->key() == Qt::Key_Right || event->key() == Qt::Key_Left)) {
        step(event->key() == Qt::Key_Right ? 1 : -1, onlyUnlikely);
    } else if (event->key() == Qt::Key_Escape && m_current >= 0) {
        setCurrentToken(-1);
    } else if (event->matches(QKeySequence::Copy) || event->matches(QKeySequence::SelectAll)
               || event->modifiers().testFlag(Qt::ShiftModifier)) {
        QTextEdit::keyPressEvent(event);
    } else {
        event->ignore(); // up, down, page keys move the conversation
    }
}

void AnswerText::focusInEvent(QFocusEvent *event)
{
    QTextEdit::focusInEvent(event);
    if ((event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason) && !m_shown.empty()) {
        setCurrentToken(0); // where the keyboard is has to be seen
    }
}

void AnswerText::focusOutEvent(QFocusEvent *event)
{
    QTextEdit::focusOutEvent(event);
    setCurrentToken(-1);
}

void AnswerText::wheelEvent(QWheelEvent *event)
{
    setCurrentToken(-1);
    event->ignore();
}

void AnswerText::resizeEvent(QResizeEvent *event)
{
    QTextEdit::resizeEvent(event);
    fitHeight();
}

void AnswerText::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(viewport());
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        const Colours &colours = coloursOf(palette());
        if (m_current >= 0 && m_current < static_cast<int>(m_shown.size())) {
            painter.setBrush(colours.raised);
            painter.drawRoundedRect(QRectF(rectOf(m_current)).adjusted(-2, 0, 2, 0), 3, 3);
        }
    }
    QTextEdit::paintEvent(event);
    QPainter painter(viewport());
    const int thickness = std::max(2, unitOf(*this) / 5);
    for (std::size_t i = 0; i < m_shown.size(); ++i) {
        if (isUnlikely(m_shown[i].spoken)) {
            const QRect rect = rectOf(static_cast<int>(i));
            if (rect.intersects(event->rect())) {
                painter.fillRect(QRect(rect.left(), rect.bottom() - thickness + 1, rect.width() - 1, thickness),
                                 coloursOf(palette()).warning);
            }
        }
    }
}

void AnswerText::changeEvent(QEvent *event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fitHeight();
    }
}

int AnswerText::tokenAt(const QPoint &position) const
{
    const int place = document()->documentLayout()->hitTest(position, Qt::ExactHit);
    const auto after = std::upper_bound(m_shown.begin(), m_shown.end(), place,
                                        [](int at, const ShownToken &token) { return at < token.start; });
    if (place < 0 || after == m_shown.begin()) {
        return -1;
    }
    const auto found = after - 1;
    return place < found->start + found->length ? static_cast<int>(found - m_shown.begin()) : -1;
}

void AnswerText::fitHeight()
{
    const int wanted = std::max(QFontMetrics(font()).height(),
                                static_cast<int>(std::ceil(document()->documentLayout()->documentSize().height())));
    if (wanted != height()) {
        setFixedHeight(wanted);
    }
}

void AnswerText::step(int direction, bool onlyUnlikely)
{
    const int count = static_cast<int>(m_shown.size());
    int next = m_current < 0 && direction < 0 ? count - 1 : m_current + direction;
    while (next >= 0 && next < count && onlyUnlikely && !isUnlikely(m_shown[static_cast<std::size_t>(next)].spoken)) {
        next += direction;
    }
    if (next >= 0 && next < count) {
        setCurrentToken(next);
    }
}

} // namespace bafo::ui
