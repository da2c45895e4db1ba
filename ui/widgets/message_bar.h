// SPDX-License-Identifier: GPL-3.0-or-later
// The bar at the bottom of the window: what happened, what to do, one button. In place of modal boxes.
#pragma once

#include "core/base/result.h"
#include "ui/widgets/labels.h"

#include <QWidget>

#include <deque>
#include <functional>

class QPushButton;

namespace bafo::ui {

struct Message {
    Tone tone = Tone::text;
    QString text;
    QString hint = {};
    QString actionLabel = {}; ///< empty: no button
    std::function<void()> act = {};
};

/// The newest is shown. Errors stay until they are closed, behind it with their number; news gives way to what comes
/// next.
class MessageBar final : public QWidget {
    Q_OBJECT

public:
    explicit MessageBar(QWidget *parent = nullptr);

    void tell(const Message &message);
    void tell(const Error &error, const QString &actionLabel = {}, const std::function<void()> &act = {});

    /// What is true no more: the message with this text, in sight or waiting.
    void withdraw(const QString &text);

    /// All of them.
    void clear();

    [[nodiscard]] QString currentText() const;
    [[nodiscard]] int numWaiting() const { return static_cast<int>(m_messages.size()); }

Q_SIGNALS:
    /// The bar went out of sight under the focus.
    void focusLeft();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showFirst();
    void close();
    void showOlder();

    std::deque<Message> m_messages; ///< the first is shown
    Label *m_text;
    Label *m_hint;
    QPushButton *m_action;
    QPushButton *m_older; ///< how many more there are, and the way to them
    QPushButton *m_copy;
    QPushButton *m_close;
};

} // namespace bafo::ui
