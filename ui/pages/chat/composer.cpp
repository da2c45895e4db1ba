// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/composer.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBlock>

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr int kMostLines = 6;

} // namespace

Composer::Composer(QWidget *parent)
    : QWidget(parent)
    , m_field(new QPlainTextEdit)
    , m_send(primaryButton(tr("Send")))
    , m_stop(button(tr("Stop")))
{
    const int u = unitOf(*this);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(2 * u, u + u / 2, 2 * u, u + u / 2);
    row->setSpacing(u + u / 2);
    m_field->setFrameShape(QFrame::NoFrame);
    m_field->setTabChangesFocus(true);
    m_field->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_field->document()->setDocumentMargin(u / 2);
    m_field->setAccessibleName(tr("Your question"));
    m_field->installEventFilter(this);
    row->addWidget(m_field, 1, Qt::AlignVCenter);
    auto *hint = new Label(tr("Shift+Enter: new line"), TextSize::body, TextWeight::normal, Tone::muted);
    row->addWidget(hint, 0, Qt::AlignBottom);
    row->addWidget(m_send, 0, Qt::AlignBottom);
    row->addWidget(m_stop, 0, Qt::AlignBottom);
    hint->setMinimumHeight(m_send->sizeHint().height());
    m_stop->setToolTip(tr("Esc"));
    m_stop->hide();
    connect(m_send, &QPushButton::clicked, this, &Composer::act);
    connect(m_stop, &QPushButton::clicked, this, &Composer::stopWanted);
    connect(m_field, &QPlainTextEdit::textChanged, this, [this] {
        fitHeight();
        const bool isEmpty = m_field->document()->isEmpty();
        if (m_wasEmpty && !isEmpty && m_field->hasFocus()) {
            Q_EMIT begun();
        }
        m_wasEmpty = isEmpty;
    });
    fitHeight();
}

QString Composer::text() const
{
    return m_field->toPlainText();
}

void Composer::setText(const QString &text)
{
    m_field->setPlainText(text);
    m_field->moveCursor(QTextCursor::End);
}

void Composer::setPlaceholder(const QString &text)
{
    if (text != m_field->placeholderText()) {
        m_field->setPlaceholderText(text);
        m_field->viewport()->update(); // Qt 6.4 leaves the old one in sight
    }
}

void Composer::setSpeaking(bool isSpeaking)
{
    const bool hadFocus = m_send->hasFocus() || m_stop->hasFocus();
    m_send->setVisible(!isSpeaking);
    m_stop->setVisible(isSpeaking);
    if (hadFocus) {
        m_field->setFocus();
    }
}

QWidget *Composer::field() const
{
    return m_field;
}

void Composer::focusField()
{
    m_field->setFocus();
}

bool Composer::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (isReturn && !key->modifiers().testFlag(Qt::ShiftModifier)) {
            act();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void Composer::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours &colours = coloursOf(palette());
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.surface);
    const double radius = unitOf(*this) * 1.1;
    painter.drawRoundedRect(rect(), radius, radius);
}

void Composer::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitHeight();
}

void Composer::fitHeight()
{
    int lines = 0;
    for (QTextBlock block = m_field->document()->begin(); block.isValid(); block = block.next()) {
        lines += std::max(1, block.lineCount());
    }
    const int lineHeight = QFontMetrics(m_field->font()).lineSpacing();
    m_field->setFixedHeight(std::clamp(lines, 1, kMostLines) * lineHeight + unitOf(*this) + 2);
}

void Composer::act()
{
    const QString text = m_field->toPlainText().trimmed();
    if (!text.isEmpty() && !m_stop->isVisible()) {
        Q_EMIT sent(text);
    }
}

} // namespace bafo::ui
