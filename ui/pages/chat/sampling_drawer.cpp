// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/sampling_drawer.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/scrolling.h"
#include "ui/widgets/text_area.h"

#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr double kMostTokens = 100'000;
constexpr double kLargestSeed = 1e12;

} // namespace

SamplingDrawer::SamplingDrawer(QWidget *parent)
    : QWidget(parent)
{
    const int u = unitOf(*this);
    setAccessibleName(tr("Sampling"));
    setFixedWidth(29 * u);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(2 * u, 2 * u, u, 2 * u);
    outer->setSpacing(u);
    auto *head = new QHBoxLayout;
    head->addWidget(title(tr("Sampling")));
    head->addStretch(1);
    QPushButton *close = iconButton(QStringLiteral("dialog-close"), tr("Close the drawer"));
    connect(close, &QPushButton::clicked, this, &SamplingDrawer::closeWanted);
    head->addWidget(close);
    outer->addLayout(head);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(2, 2, u, 2);
    column->setSpacing(u / 2);
    auto *label = new Label(tr("System text"));
    m_system = new TextArea;
    m_system->setFixedHeight(7 * u);
    m_system->setAccessibleName(tr("System text"));
    label->setBuddy(m_system);
    column->addWidget(label);
    column->addWidget(m_system);
    column->addWidget(mutedWords(tr("Read before every conversation: who the model is and how it speaks.")));
    column->addSpacing(u);
    connect(m_system, &QPlainTextEdit::textChanged, this, &SamplingDrawer::changed);
    addFields(*column);
    column->addStretch(1);
    outer->addWidget(scrolling(content), 1);
    check();
}

void SamplingDrawer::addFields(QVBoxLayout &column)
{
    const SamplingChoice usual;
    const auto field = [](const char *key, const QString &explanation, const QString &range, double lowest,
                          double highest, bool isWhole) {
        return Field{.key = QLatin1String(key),
                     .edit = nullptr,
                     .sentence = nullptr,
                     .explanation = explanation,
                     .range = range,
                     .lowest = lowest,
                     .highest = highest,
                     .isWhole = isWhole,
                     .mayBeEmpty = false};
    };
    addField(column, tr("Temperature"),
             field("temperature", tr("Higher is bolder; 0 always takes the likeliest token."),
                   tr("A number from 0 to 100."), 0, 100, false),
             plainNumber(usual.temperature));
    addField(column, tr("Top-p"),
             field("top_p", tr("Only the likeliest tokens that together reach this share; 1: all."),
                   tr("A number above 0, at most 1."), 1e-9, 1, false),
             plainNumber(usual.topP));
    addField(column, tr("Top-k"),
             field("top_k", tr("Only this many of the likeliest tokens; 0: all."), tr("A whole number, 0 or more."), 0,
                   1e9, true),
             QString::number(usual.topK));
    addField(column, tr("Repetition penalty"),
             field("repetition_penalty", tr("Above 1 makes tokens that were there already less likely."),
                   tr("A number from 0.01 to 100."), 0.01, 100, false),
             plainNumber(usual.repetitionPenalty));
    addField(column, tr("Longest answer, tokens"),
             field("longest_answer", tr("An answer is cut off here."), tr("A whole number from 1 to 100,000."), 1,
                   kMostTokens, true),
             QString::number(usual.longestAnswer));
    Field seed = field("seed", tr("The same seed gives the same answer; empty: another one each time."),
                       tr("A whole number, or nothing."), 0, kLargestSeed, true);
    seed.mayBeEmpty = true;
    addField(column, tr("Seed"), seed, {});
}

void SamplingDrawer::addField(QVBoxLayout &column, const QString &label, Field field, const QString &value)
{
    auto *name = new Label(label);
    field.edit = new QLineEdit(value);
    field.edit->setAccessibleName(label);
    field.edit->setAccessibleDescription(field.explanation);
    name->setBuddy(field.edit);
    field.sentence = mutedWords(field.explanation);
    column.addWidget(name);
    column.addWidget(field.edit);
    column.addWidget(field.sentence);
    column.addSpacing(unitOf(*this));
    connect(field.edit, &QLineEdit::textChanged, this, &SamplingDrawer::check);
    m_fields.push_back(std::move(field));
}

std::optional<double> SamplingDrawer::valueOf(const Field &field)
{
    const QString text = field.edit->text();
    std::optional<double> value;
    if (field.isWhole) {
        if (const auto whole = wholeNumberIn(text)) {
            value = static_cast<double>(*whole);
        }
    } else {
        value = numberIn(text);
    }
    return value && *value >= field.lowest && *value <= field.highest ? value : std::nullopt;
}

std::optional<AskingTerms> SamplingDrawer::terms() const
{
    AskingTerms terms;
    terms.systemText = m_system->toPlainText();
    for (const Field &field : m_fields) {
        const auto value = valueOf(field);
        if (!value) {
            if (field.mayBeEmpty && field.edit->text().trimmed().isEmpty()) {
                continue;
            }
            return std::nullopt;
        }
        const auto whole = static_cast<qint64>(*value);
        if (field.key == QLatin1String("temperature")) {
            terms.sampling.temperature = *value;
        } else if (field.key == QLatin1String("top_p")) {
            terms.sampling.topP = *value;
        } else if (field.key == QLatin1String("top_k")) {
            terms.sampling.topK = whole;
        } else if (field.key == QLatin1String("repetition_penalty")) {
            terms.sampling.repetitionPenalty = *value;
        } else if (field.key == QLatin1String("longest_answer")) {
            terms.sampling.longestAnswer = whole;
        } else {
            terms.seed = whole;
        }
    }
    return terms;
}

void SamplingDrawer::goToWrongField()
{
    for (const Field &field : m_fields) {
        if (!valueOf(field) && !(field.mayBeEmpty && field.edit->text().trimmed().isEmpty())) {
            field.edit->setFocus();
            field.edit->selectAll();
            return;
        }
    }
}

QJsonObject SamplingDrawer::state() const
{
    QJsonObject state{{QStringLiteral("system"), m_system->toPlainText()}};
    for (const Field &field : m_fields) {
        state.insert(field.key, field.edit->text());
    }
    return state;
}

void SamplingDrawer::restore(const QJsonObject &state)
{
    if (state.isEmpty()) {
        return;
    }
    m_system->setPlainText(state.value(QLatin1String("system")).toString());
    for (const Field &field : m_fields) {
        field.edit->setText(state.value(field.key).toString(field.edit->text()));
    }
}

void SamplingDrawer::check()
{
    for (const Field &field : m_fields) {
        const bool isEmptyAndMayBe = field.mayBeEmpty && field.edit->text().trimmed().isEmpty();
        const bool isRight = isEmptyAndMayBe || valueOf(field);
        field.sentence->setTone(isRight ? Tone::muted : Tone::error);
        field.sentence->setText(isRight ? field.explanation : field.range);
    }
    Q_EMIT changed();
}

void SamplingDrawer::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(coloursOf(palette()).surface);
    painter.drawRoundedRect(rect(), unitOf(*this) * 1.1, unitOf(*this) * 1.1);
}

} // namespace bafo::ui
