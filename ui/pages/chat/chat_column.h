// SPDX-License-Identifier: GPL-3.0-or-later
// One model on the page Chat: who it is, its own branch of the conversation, and the child that speaks for it.
#pragma once

#include "ui/pages/chat/conversation.h"
#include "ui/pages/page.h"

#include <QMap>
#include <QWidget>

#include <optional>

class QActionGroup;
class QMenu;
class QPushButton;

namespace bafo::ui {

class Label;
class TranscriptView;

/// What an answer is asked with.
struct AskingTerms {
    SamplingChoice sampling;
    std::optional<qint64> seed; ///< nothing: another one each time
    QString systemText;
};

/// Loads its model when there is something to ask. A child that fails is told here, with a button; the conversation
/// stays.
class ChatColumn final : public QWidget {
    Q_OBJECT

public:
    /// What is in the context outlives it.
    ChatColumn(const PageContext &context, const QString &name, QWidget *parent = nullptr);

    void setModel(const QString &model);
    [[nodiscard]] QString model() const { return m_model; }
    void setModelNames(const QStringList &names);
    void setTerms(const AskingTerms &terms) { m_terms = terms; }
    void setClosable(bool isClosable);

    [[nodiscard]] const Conversation &conversation() const { return m_conversation; }
    void setConversation(Conversation conversation);
    [[nodiscard]] bool isAnswering() const { return m_answer != 0; }

    void ask(int turn, const QString &text);

    /// The question of this turn anew; nothing where it was not asked here.
    void edit(int turn, int newTurn, const QString &text);

    /// Brings the question of this turn and what followed it into sight; nothing where it was not asked here.
    void showTurn(int turn);

    void againLast();
    void editLastQuestion();
    void enterLastAnswer();
    void correctLastAnswer();

    /// What an answer is put right to, or nothing: the field closes.
    void setDraft(int answer, const std::optional<QString> &text);
    void setCorrection(int answer, const CorrectionNote &note);
    void setKeeping(int answer, bool isKeeping);
    void stop();

    /// Starts to load the model, so that the answer comes sooner.
    void prepare();

    /// Gives the model's memory back, unless it speaks.
    void rest();

Q_SIGNALS:
    void stateChanged();
    void rebuilt(); ///< other messages are in sight than before
    void modelChosen(const QString &model);
    void editWanted(int turn, const QString &text);
    void turnChosen(int turn); ///< another variant of a question
    void draftLeft(int answer, const QString &text); ///< it is in the conversation no more
    void correctionWanted(int answer, const QString &text, bool isWithEarlier);
    void withdrawWanted(int answer);
    void closeWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build(const QString &name);
    void connectTranscript();
    ServeSession &serve();
    [[nodiscard]] AnswerOrigin originOf(const SamplingChoice &sampling) const;
    void answer(int question);
    void takeVariant(int node, int number);
    void showSessionState();
    void showNotice(const QString &text, bool isError);
    void finishAnswer();
    void showConversation();
    void fitHead();

    ProjectSession &m_session;
    PageHost &m_host;
    QString m_model;
    QStringList m_modelNames;
    QStringList m_withoutWeights;
    QMap<QString, QString> m_bases; ///< of the adapters
    AskingTerms m_terms;
    Conversation m_conversation;
    ServeSession *m_serve = nullptr;
    int m_answer = 0; ///< the node that is being made; 0: none
    QPushButton *m_picker = nullptr;
    QMenu *m_menu = nullptr;
    QActionGroup *m_choices = nullptr;
    Label *m_kind = nullptr; ///< of an adapter: of which base
    Label *m_machine = nullptr;
    QPushButton *m_close = nullptr;
    Label *m_notice = nullptr;
    QPushButton *m_restart = nullptr;
    Label *m_opening = nullptr; ///< while nothing was said
    TranscriptView *m_view = nullptr;
};

} // namespace bafo::ui
