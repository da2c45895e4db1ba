// SPDX-License-Identifier: GPL-3.0-or-later
// One question as it stands in a conversation, and the small things that can be done to a message.
#pragma once

#include "ui/pages/chat/conversation.h"
#include "ui/widgets/labels.h"

#include <QWidget>

#include <functional>

class QHBoxLayout;
class QPushButton;
class QStackedLayout;

namespace bafo::ui {

class TextArea;

/// "‹ 2 of 3 ›": the other variants of a message. Hidden where there is only one.
class VariantSwitch final : public QWidget {
    Q_OBJECT

public:
    explicit VariantSwitch(const Variant &variant, QWidget *parent = nullptr);

Q_SIGNALS:
    void chosen(int number); ///< from 1
};

/// A question on a ground of its own at the right; "Edit" turns it into a field.
class QuestionView final : public QWidget {
    Q_OBJECT

public:
    QuestionView(const ChatNode &node, const Variant &variant, QWidget *parent = nullptr);

    void beginEdit();

Q_SIGNALS:
    void edited(const QString &text);
    void variantChosen(int number);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildActions(const Variant &variant);
    void finishEdit(bool isSent);

    QString m_text;
    QWidget *m_bubble;
    QWidget *m_actions;
    QWidget *m_editor;
    TextArea *m_field;
};

/// A small thing that can be done to a message.
[[nodiscard]] QPushButton *messageAction(const QString &iconName, const QString &text);

/// "Copy": what it copies is asked when it is pressed.
[[nodiscard]] QPushButton *copyAction(const std::function<QString()> &text, QWidget *owner);

} // namespace bafo::ui
