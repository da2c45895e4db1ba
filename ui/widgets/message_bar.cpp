// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/message_bar.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/colours.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

namespace bafo::ui {

MessageBar::MessageBar(QWidget *parent)
    : QWidget(parent)
    , m_text(words({}))
    , m_hint(mutedWords({}))
    , m_action(button({}))
    , m_older(quietButton({}))
    , m_copy(quietButton(tr("Copy report")))
    , m_close(iconButton(QStringLiteral("dialog-close"), tr("Close this message")))
{
    const int u = unitOf(*this);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(3 * u, u, 2 * u, u);
    row->setSpacing(2 * u);
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(m_text);
    column->addWidget(m_hint);
    row->addLayout(column, 1);
    row->addWidget(m_action);
    row->addWidget(m_copy);
    row->addWidget(m_older);
    row->addWidget(m_close);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_older->setObjectName(QStringLiteral("olderMessages"));
    m_close->setObjectName(QStringLiteral("closeMessage"));
    connect(m_action, &QPushButton::clicked, this, [this] {
        const auto act = m_messages.front().act;
        close();
        if (act) {
            act();
        }
    });
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_text->text() + QLatin1Char('\n') + m_hint->text()); });
    connect(m_close, &QPushButton::clicked, this, &MessageBar::close);
    connect(m_older, &QPushButton::clicked, this, &MessageBar::showOlder);
    showFirst();
}

void MessageBar::close()
{
    m_messages.pop_front();
    showFirst();
}

void MessageBar::showOlder()
{
    m_messages.push_back(m_messages.front());
    m_messages.pop_front();
    showFirst();
}

void MessageBar::tell(const Message &message)
{
    std::erase_if(m_messages, [&message](const Message &one) {
        // The same again and again would only have to be closed again and again.
        return one.tone != Tone::error || (one.text == message.text && one.hint == message.hint);
    });
    m_messages.push_front(message);
    showFirst();
}

void MessageBar::tell(const Error &error, const QString &actionLabel, const std::function<void()> &act)
{
    tell(Message{.tone = Tone::error,
                 .text = QString::fromStdString(error.message),
                 .hint = QString::fromStdString(error.hint),
                 .actionLabel = actionLabel,
                 .act = act});
}

void MessageBar::withdraw(const QString &text)
{
    if (std::erase_if(m_messages, [&text](const Message &one) { return one.text == text; }) > 0) {
        showFirst();
    }
}

void MessageBar::clear()
{
    m_messages.clear();
    showFirst();
}

QString MessageBar::currentText() const
{
    return m_messages.empty() ? QString() : m_messages.front().text;
}

void MessageBar::showFirst()
{
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    setVisible(!m_messages.empty());
    if (m_messages.empty()) {
        if (hadFocus) {
            Q_EMIT focusLeft();
        }
        return;
    }
    const Message &message = m_messages.front();
    m_text->setTone(message.tone);
    m_text->setText(message.text);
    m_hint->setText(message.hint);
    m_hint->setVisible(!message.hint.isEmpty());
    m_action->setText(message.actionLabel);
    m_action->setVisible(!message.actionLabel.isEmpty());
    m_copy->setVisible(message.tone == Tone::error);
    const qsizetype numOlder = static_cast<qsizetype>(m_messages.size()) - 1;
    m_older->setText(QStringLiteral("+%1").arg(numOlder));
    m_older->setToolTip(tr("Older messages: %1").arg(numOlder));
    m_older->setAccessibleName(tr("Show the next of %1 other messages").arg(numOlder));
    m_older->setVisible(numOlder > 0);
    setAccessibleName(message.text);
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void MessageBar::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    const Colours &colours = coloursOf(palette());
    painter.fillRect(rect(), colours.surface);
    const Tone tone = m_messages.empty() ? Tone::text : m_messages.front().tone;
    const QColor edge = tone == Tone::text || tone == Tone::muted ? colours.line : colourOf(tone, palette());
    painter.fillRect(QRect(0, 0, width(), 2), edge);
}

} // namespace bafo::ui
