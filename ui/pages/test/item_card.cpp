// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/test/item_card.h"

#include "ui/models/score_words.h"
#include "ui/pages/test/choice_rows.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/scrolling.h"
#include "ui/widgets/state_mark.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace bafo::ui {
namespace {

/// Longer texts are shown by their end, where the question stands.
constexpr qsizetype kMostLetters = 6000;

QString textOf(const std::string &text)
{
    const QString whole = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    return whole.size() <= kMostLetters ? whole : QStringLiteral("… ") + whole.right(kMostLetters);
}

QString endInWords(const std::string &end)
{
    if (end == "max_new_tokens") {
        return ItemCard::tr("cut off: as long as the task allows");
    }
    if (end == "context_full") {
        return ItemCard::tr("cut off: the context was full");
    }
    return {};
}

/// Of the first generation; empty where there is none.
QString answerOf(const scoring::ItemRecord &record)
{
    for (const scoring::Answer &answer : record.answers) {
        if (!answer.end.empty()) {
            const QString text = textOf(answer.text).trimmed();
            const QString end = endInWords(answer.end);
            return (text.isEmpty() ? ItemCard::tr("(nothing)") : text)
                + (end.isEmpty() ? QString() : QStringLiteral(" (") + end + QLatin1Char(')'));
        }
    }
    return {};
}

Label *caption(const QString &text)
{
    return new Label(text, TextSize::body, TextWeight::strong, Tone::muted);
}

Label *plainText()
{
    Label *label = words({});
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

ItemCard::ItemCard(QWidget *parent)
    : QWidget(parent)
    , m_title(title({}))
    , m_mark(new StateMark)
    , m_otherMark(new StateMark)
    , m_trouble(words({}))
    , m_question(plainText())
    , m_choicesTitle(caption(tr("Choices, and how likely the model found each")))
    , m_choices(new ChoiceRows)
    , m_answersTitle(caption(tr("Answer")))
    , m_answers(plainText())
    , m_expectedTitle(caption(tr("Expected")))
    , m_expected(plainText())
    , m_scores(mutedWords({}))
    , m_content(new QWidget)
{
    const int u = unitOf(*this);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *card = new Card(this);
    outer->addWidget(card);
    auto *head = new QHBoxLayout;
    head->setSpacing(2 * u);
    head->addWidget(m_title);
    head->addWidget(m_mark);
    head->addWidget(m_otherMark);
    head->addStretch(1);
    card->body()->addLayout(head);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, u, 0);
    column->setSpacing(u);
    m_trouble->setTone(Tone::warning);
    for (QWidget *one :
         std::initializer_list<QWidget *>{m_trouble, caption(tr("Question")), m_question, m_choicesTitle, m_choices,
                                          m_answersTitle, m_answers, m_expectedTitle, m_expected, m_scores}) {
        column->addWidget(one);
    }
    column->addStretch(1);
    card->body()->addWidget(scrolling(m_content, tr("The chosen item")), 1);
    buildVerdicts(*card->body());
    clear();
}

void ItemCard::buildVerdicts(QVBoxLayout &column)
{
    const int u = unitOf(*this);
    m_verdictBar = new QWidget;
    auto *bar = new QVBoxLayout(m_verdictBar);
    bar->setContentsMargins(0, 0, 0, 0);
    bar->setSpacing(u / 2);
    bar->addWidget(caption(tr("What does a speaker of the language say?")));
    auto *row = new FlowLayout;
    row->setSpacing(u);
    for (std::size_t i = 0; i < kGivenVerdicts.size(); ++i) {
        const scoring::Verdict verdict = kGivenVerdicts[i];
        m_verdicts[i] = button({});
        m_verdicts[i]->setText(QStringLiteral("%1  %2").arg(i + 1).arg(verdictInWords(verdict)));
        m_verdicts[i]->setToolTip(meaningOf(verdict));
        m_verdicts[i]->setCheckable(true);
        row->addWidget(m_verdicts[i]);
        connect(m_verdicts[i], &QPushButton::clicked, this,
                [this, verdict](bool isChosen) { Q_EMIT verdictGiven(isChosen ? verdict : scoring::Verdict::none); });
    }
    bar->addLayout(row);
    m_meaning = mutedWords({});
    bar->addWidget(m_meaning);
    column.addWidget(m_verdictBar);
}

void ItemCard::show(const ItemText &item, scoring::Verdict verdict)
{
    m_line = item.entry.line;
    showHead(item);
    m_question->setText(textOf(item.record.question.context));
    showAnswers(item);
    showScores(item);
    m_content->show();
    m_verdictBar->show();
    showVerdict(verdict);
}

void ItemCard::showHead(const ItemText &item)
{
    m_title->setText(tr("Line %1").arg(groupedNumber(item.entry.line)));
    const bool isBeside = item.otherEntry.has_value();
    const auto tell = [isBeside](StateMark &mark, const QString &model, bool isRight) {
        const QString word = isRight ? tr("right") : tr("wrong");
        mark.set(isRight ? Shape::tick : Shape::cross, isRight ? Tone::good : Tone::error,
                 isBeside ? tr("%1: %2").arg(model, word) : word);
    };
    tell(*m_mark, m_context.model, item.entry.has(scoring::ItemEntry::isRight));
    m_mark->show();
    m_otherMark->setVisible(isBeside);
    if (isBeside) {
        tell(*m_otherMark, m_context.otherModel, item.otherEntry->has(scoring::ItemEntry::isRight));
    }
    QStringList troubles;
    if (!item.record.foundIn.empty()) {
        troubles.append(tr("%1 may know it by heart: it stands in the dataset %2, which it was trained on.")
                            .arg(m_context.model, QString::fromStdString(item.record.foundIn)));
    }
    if (item.otherRecord && !item.otherRecord->foundIn.empty()) {
        troubles.append(tr("%1 may know it by heart: it stands in the dataset %2, which it was trained on.")
                            .arg(m_context.otherModel, QString::fromStdString(item.otherRecord->foundIn)));
    }
    if (item.entry.has(scoring::ItemEntry::isOverflown)) {
        troubles.append(tr("It did not fit into the context and was cut at its beginning."));
    }
    m_trouble->setText(troubles.join(QLatin1Char('\n')));
    m_trouble->setVisible(!troubles.isEmpty());
}

void ItemCard::showAnswers(const ItemText &item)
{
    const scoring::Question &question = item.record.question;
    std::optional<ModelChoices> other;
    if (item.otherRecord) {
        other = ModelChoices{m_context.otherModel, item.otherEntry->chosen, item.otherRecord->answers};
    }
    m_choices->show(question, {m_context.model, item.entry.chosen, item.record.answers}, other);
    m_choicesTitle->setVisible(!question.choices.empty());
    QStringList answers;
    if (const QString answer = answerOf(item.record); !answer.isEmpty()) {
        answers.append(item.otherRecord ? tr("%1: %2").arg(m_context.model, answer) : answer);
    }
    if (const QString answer = item.otherRecord ? answerOf(*item.otherRecord) : QString(); !answer.isEmpty()) {
        answers.append(tr("%1: %2").arg(m_context.otherModel, answer));
    }
    m_answers->setText(answers.join(QLatin1Char('\n')));
    m_answers->setVisible(!answers.isEmpty());
    m_answersTitle->setVisible(!answers.isEmpty());
    QStringList expected;
    for (const std::string &reference : question.references) {
        expected.append(textOf(reference));
    }
    m_expected->setText(expected.join(QLatin1Char('\n')));
    const bool hasExpected = !expected.isEmpty() && question.choices.empty();
    m_expected->setVisible(hasExpected);
    m_expectedTitle->setVisible(hasExpected);
}

void ItemCard::showScores(const ItemText &item)
{
    QStringList parts;
    const qsizetype num
        = std::min<qsizetype>(m_context.metrics.size(), static_cast<qsizetype>(scoring::kMaxIndexedMetrics));
    for (qsizetype i = 0; i < num; ++i) {
        const QString &metric = m_context.metrics.at(i);
        const ScoreUnit unit = unitOfMetric(metric);
        QString words = metricInWords(metric) + QStringLiteral(": ")
            + scoreInWords(item.entry.values[static_cast<std::size_t>(i)], unit);
        if (item.otherEntry) {
            words += QStringLiteral(" / ") + scoreInWords(item.otherEntry->values[static_cast<std::size_t>(i)], unit);
        }
        parts.append(words);
    }
    m_scores->setText(parts.join(QStringLiteral(" · ")));
    m_scores->setVisible(!parts.isEmpty());
}

void ItemCard::showVerdict(scoring::Verdict verdict)
{
    for (std::size_t i = 0; i < kGivenVerdicts.size(); ++i) {
        m_verdicts[i]->setChecked(kGivenVerdicts[i] == verdict);
    }
    m_meaning->setText(verdict == scoring::Verdict::none
                           ? tr("Keys 1 to 4 give a verdict and go to the next item; 0 takes it back.")
                           : meaningOf(verdict));
}

void ItemCard::showFailed(const Error &error)
{
    clear();
    m_trouble->setText(QString::fromStdString(error.message) + QLatin1Char('\n') + QString::fromStdString(error.hint));
    m_trouble->show();
    m_content->show();
}

void ItemCard::clear()
{
    m_line = 0;
    m_title->setText(tr("No item is chosen"));
    m_mark->hide();
    m_otherMark->hide();
    m_content->hide();
    m_verdictBar->hide();
}

} // namespace bafo::ui
