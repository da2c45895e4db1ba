// SPDX-License-Identifier: GPL-3.0-or-later
// One answer as it stands in a conversation: its text, in which languages it is, what it came to, and what can be done
// with it.
#pragma once

#include "ui/pages/chat/answer_text.h"
#include "ui/pages/chat/conversation.h"
#include "ui/pages/chat/language_words.h"
#include "ui/widgets/labels.h"

#include <QWidget>

#include <functional>

class QPushButton;

namespace bafo::ui {

class CorrectionEditor;
class CorrectionView;

/// How an answer stands among others.
struct AnswerPlace {
    Variant variant = {};
    QString columnModel = {}; ///< whose column it is: another speaker is named
    std::function<LanguageShareWords(const QString &text)> languagesOf = {}; ///< how much of it is in which
    int numEarlier = 0; ///< answers before it
    int numUncorrected = 0; ///< of those, which nobody put right
};

class AnswerView final : public QWidget {
    Q_OBJECT

public:
    AnswerView(const ChatNode &node, const AnswerPlace &place, QWidget *parent = nullptr);

    void append(const std::vector<SpokenToken> &tokens);

    /// What is said below the text: in which languages it is, how it goes, or what it came to.
    void showState(const ChatNode &node);
    [[nodiscard]] AnswerText *text() const { return m_text; }

    /// Opens the field with what is there: a draft, the correction before, else the answer.
    void beginCorrection();
    [[nodiscard]] CorrectionEditor *editor() const { return m_editor; }

Q_SIGNALS:
    void againWanted();
    void variantChosen(int number);
    void draftChanged(const QString &text);
    void draftLeft(const QString &text);
    void correctionWanted(const QString &text, bool isWithEarlier);
    void withdrawWanted();

private:
    void buildActions(const Variant &variant);
    void open(bool takesFocus);

    std::function<LanguageShareWords(const QString &)> m_languagesOf;
    AnswerText *m_text;
    Label *m_state;
    QWidget *m_actions;
    QPushButton *m_correct;
    CorrectionEditor *m_editor;
    CorrectionView *m_correction;
    QString m_begun; ///< what the field opens with
};

} // namespace bafo::ui
