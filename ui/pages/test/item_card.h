// SPDX-License-Identifier: GPL-3.0-or-later
// One item whole: what was asked, what the models said and how likely they found it, what was expected, whether they
// may have learnt it by heart, and what a native speaker says of it.
#pragma once

#include "ui/models/item_list.h"
#include "ui/models/verdict_words.h"
#include "ui/widgets/labels.h"

#include <QWidget>

#include <array>
#include <vector>

class QPushButton;
class QVBoxLayout;

namespace bafo::ui {

class ChoiceRows;
class StateMark;

/// What stays the same while items of one cell are looked at.
struct ItemContext {
    QString model = {};
    QString otherModel = {}; ///< empty: one model alone
    QStringList metrics = {};
};

/// The window's thread.
class ItemCard final : public QWidget {
    Q_OBJECT

public:
    explicit ItemCard(QWidget *parent = nullptr);

    void setContext(const ItemContext &context) { m_context = context; }
    void show(const ItemText &item, scoring::Verdict verdict);
    using QWidget::show;
    void showVerdict(scoring::Verdict verdict);
    void showFailed(const Error &error);
    void clear();
    [[nodiscard]] qint64 line() const { return m_line; }

Q_SIGNALS:
    void verdictGiven(bafo::scoring::Verdict verdict);

private:
    void buildVerdicts(QVBoxLayout &column);
    void showHead(const ItemText &item);
    void showAnswers(const ItemText &item);
    void showScores(const ItemText &item);

    ItemContext m_context;
    qint64 m_line = 0;
    Label *m_title;
    StateMark *m_mark;
    StateMark *m_otherMark;
    Label *m_trouble;
    Label *m_question;
    Label *m_choicesTitle;
    ChoiceRows *m_choices;
    Label *m_answersTitle;
    Label *m_answers;
    Label *m_expectedTitle;
    Label *m_expected;
    Label *m_scores;
    QWidget *m_content;
    QWidget *m_verdictBar;
    Label *m_meaning;
    std::array<QPushButton *, kGivenVerdicts.size()> m_verdicts{};
};

} // namespace bafo::ui
