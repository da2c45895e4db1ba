// SPDX-License-Identifier: GPL-3.0-or-later
// One question or one answer as it stands in a conversation, with the small things that can be done to it.
#pragma once

#include "ui/pages/chat/answer_text.h"
#include "ui/pages/chat/conversation.h"
#include "ui/widgets/labels.h"

#include <QWidget>

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

/// An answer: its text, what it came to, and again, copy.
class AnswerView final : public QWidget {
    Q_OBJECT

public:
    /// `columnModel` is whose column it is: another speaker is named.
    AnswerView(const ChatNode &node, const Variant &variant, const QString &columnModel, QWidget *parent = nullptr);

    void append(const std::vector<SpokenToken> &tokens);

    /// What is said below the text: how it goes, or what it came to.
    void showState(const ChatNode &node);
    [[nodiscard]] AnswerText *text() const { return m_text; }

Q_SIGNALS:
    void againWanted();
    void variantChosen(int number);

private:
    AnswerText *m_text;
    Label *m_state;
    QWidget *m_actions;
};

} // namespace bafo::ui
