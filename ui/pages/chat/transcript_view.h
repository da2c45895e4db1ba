// SPDX-License-Identifier: GPL-3.0-or-later
// The branch of a conversation that is in sight, one below the other, and the card under the token that is asked about.
#pragma once

#include "ui/pages/chat/conversation.h"
#include "ui/pages/chat/language_words.h"

#include <QHash>
#include <QScrollArea>
#include <QStringList>

class QVBoxLayout;

namespace bafo::ui {

class AnswerText;
class AnswerView;
class QuestionView;
class TokenPopup;

/// Stays at the end while it is at the end. Shows a conversation, and tells what the user wants of it.
class TranscriptView final : public QScrollArea {
    Q_OBJECT

public:
    explicit TranscriptView(QWidget *parent = nullptr);

    /// After each change of the path.
    void show(const Conversation &conversation, const QString &columnModel);

    /// Of an answer that is in sight; else nothing.
    void append(int answer, const std::vector<SpokenToken> &tokens);
    void showState(int answer, const ChatNode &node);

    void editLastQuestion();

    /// Opens the field in which the last answer is put right.
    void correctLastAnswer();

    /// The correction of this answer is being kept, or was not.
    void setKeeping(int answer, bool isKeeping);

    /// The languages that the project teaches: answers say how much of them is in which.
    void setLanguages(const QStringList &languages) { m_languages = languages; }

    /// Puts the keyboard on the first token of the last answer.
    void enterLastAnswer();

Q_SIGNALS:
    void editWanted(int question, const QString &text);
    void againWanted(int answer);
    void variantWanted(int node, int number);
    void draftChanged(int answer, const QString &text);
    void draftLeft(int answer, const QString &text);
    void correctionWanted(int answer, const QString &text, bool isWithEarlier);
    void withdrawWanted(int answer);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void addNode(const Conversation &conversation, int node, const QString &columnModel);
    [[nodiscard]] LanguageShareWords sharesOf(const QString &text);
    void addAnswer(const Conversation &conversation, int node, const QString &columnModel);
    void connectCorrection(AnswerView *view, int node);
    void point(AnswerText *text, int token);

    QWidget *m_content = nullptr;
    QVBoxLayout *m_column = nullptr;
    TokenPopup *m_popup;
    QHash<int, AnswerView *> m_answers;
    QuestionView *m_lastQuestion = nullptr;
    AnswerView *m_lastAnswer = nullptr;
    QStringList m_languages;
    QHash<QString, LanguageShareWords> m_shares; ///< of whole answers, by text: all are shown anew with each question
    bool m_isAtEnd = true;
};

} // namespace bafo::ui
