// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/run/side_cards.h"

#include "ui/models/run_figures.h"
#include "ui/models/run_values.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/number_text.h"

#include <QComboBox>
#include <QLocale>
#include <QSignalBlocker>

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr std::size_t kFewSamples = 5;
constexpr std::size_t kMostSavedRows = 8;
constexpr std::size_t kFewNotes = 5;

void clearLayout(QLayout &layout)
{
    while (QLayoutItem *item = layout.takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

Card *fillWithCard(QWidget &place, const QString &title)
{
    auto *outer = new QVBoxLayout(&place);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *card = new Card(title, &place);
    outer->addWidget(card);
    return card;
}

} // namespace

OpeningsCard::OpeningsCard(QWidget *parent)
    : QWidget(parent)
    , m_card(fillWithCard(*this, tr("The same opening")))
    , m_prompts(new QComboBox)
    , m_texts(new QVBoxLayout)
    , m_more(quietButton({}))
{
    m_prompts->setAccessibleName(tr("Opening"));
    m_prompts->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_card->body()->addWidget(m_prompts);
    m_card->body()->addLayout(m_texts);
    m_card->body()->addWidget(m_more, 0, Qt::AlignLeft);
    connect(m_prompts, &QComboBox::activated, this, [this] {
        m_wanted = m_prompts->currentText();
        fill();
    });
    connect(m_more, &QPushButton::clicked, this, [this] {
        m_showsAll = !m_showsAll;
        fill();
    });
}

QString OpeningsCard::prompt() const
{
    return m_wanted;
}

void OpeningsCard::show(const RunRecord &record)
{
    setVisible(!record.samples().empty());
    std::vector<std::int64_t> steps;
    for (const SavedPoint &point : record.savedPoints()) {
        steps.push_back(point.step);
    }
    const bool isSame = record.samples().size() == m_samples.size() && steps == m_savedSteps
        && (m_samples.empty() || m_samples.back().text == record.samples().back().text);
    if (isSame) {
        return;
    }
    m_samples = record.samples();
    m_savedSteps = std::move(steps);
    QStringList prompts;
    for (const Sample &sample : m_samples) {
        if (!prompts.contains(sample.prompt)) {
            prompts.append(sample.prompt);
        }
    }
    const QSignalBlocker quiet(m_prompts);
    m_prompts->clear();
    m_prompts->addItems(prompts);
    m_prompts->setCurrentIndex(std::max<int>(0, static_cast<int>(prompts.indexOf(m_wanted))));
    fill();
}

/// Before training, at each saved step, and the last one; where that is too much, some of them evenly.
std::vector<Sample> OpeningsCard::chosen() const
{
    std::vector<Sample> all;
    for (const Sample &sample : m_samples) {
        if (sample.prompt == m_prompts->currentText()) {
            all.push_back(sample);
        }
    }
    if (m_showsAll || all.size() <= kFewSamples) {
        return all;
    }
    std::vector<Sample> saved;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool isSaved = std::find(m_savedSteps.begin(), m_savedSteps.end(), all[i].step) != m_savedSteps.end();
        if (i == 0 || i + 1 == all.size() || isSaved) {
            saved.push_back(all[i]);
        }
    }
    const std::vector<Sample> &from = saved.size() > 2 ? saved : all;
    const std::size_t num = std::min(kFewSamples, from.size());
    std::vector<Sample> few;
    for (std::size_t i = 0; i < num; ++i) {
        few.push_back(from[i * (from.size() - 1) / (num - 1)]);
    }
    return few;
}

void OpeningsCard::fill()
{
    clearLayout(*m_texts);
    const std::vector<Sample> few = chosen();
    for (const Sample &sample : few) {
        auto *step = mutedWords(sample.step == 0 ? tr("before training, step 0")
                                                 : tr("step %1").arg(groupedNumber(sample.step)));
        auto *text = words((sample.prompt + sample.text).simplified());
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_texts->addWidget(step);
        m_texts->addWidget(text);
        m_texts->addSpacing(unitOf(*this) / 2);
    }
    const auto numAll = std::count_if(m_samples.begin(), m_samples.end(), [this](const Sample &sample) {
        return sample.prompt == m_prompts->currentText();
    });
    m_more->setVisible(m_showsAll ? numAll > static_cast<std::ptrdiff_t>(kFewSamples)
                                  : numAll > static_cast<std::ptrdiff_t>(few.size()));
    m_more->setText(m_showsAll ? tr("Show fewer") : tr("Show all %1").arg(numAll));
    m_prompts->setVisible(m_prompts->count() > 0);
}

SavedPointsCard::SavedPointsCard(QWidget *parent)
    : QWidget(parent)
    , m_card(fillWithCard(*this, tr("Saved points")))
{
}

void SavedPointsCard::show(const RunRecord &record)
{
    std::vector<SavedPoint> there;
    std::copy_if(record.savedPoints().rbegin(), record.savedPoints().rend(), std::back_inserter(there),
                 [](const SavedPoint &point) { return point.isThere; });
    setVisible(!record.savedPoints().empty());
    const auto names = evaluationNames(record);
    QString shown = QString::number(record.savedPoints().size()) + QLatin1Char('/')
        + QString::number(record.evaluations().size());
    for (const SavedPoint &point : there) {
        shown += QLatin1Char(' ') + QString::number(point.step);
    }
    if (shown == m_shown) {
        return;
    }
    m_shown = shown;
    delete m_table;
    m_table = new QWidget;
    auto *grid = new QGridLayout(m_table);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(2 * unitOf(*this));
    const auto put = [grid](Label *label, int row, int column) {
        grid->addWidget(label, row, column, column == 0 ? Qt::AlignLeft : Qt::AlignRight);
        label->setWordWrap(false);
    };
    for (std::size_t i = 0; i < names.size() && !there.empty(); ++i) {
        put(mutedWords(names[i].title), 0, static_cast<int>(i) + 1);
    }
    const int last = static_cast<int>(names.size()) + 1;
    for (std::size_t i = 0; i < std::min(there.size(), kMostSavedRows); ++i) {
        const int row = static_cast<int>(i) + 1;
        put(words(tr("step %1").arg(groupedNumber(there[i].step))), row, 0);
        for (std::size_t name = 0; name < names.size(); ++name) {
            const double value = bitsPerByteOf(record, names[name].name).at(there[i].step);
            put(words(measureInWords(value, 3)), row, static_cast<int>(name) + 1);
        }
        put(mutedWords(sizeInWords(static_cast<quint64>(there[i].sizeBytes))), row, last);
    }
    grid->setColumnStretch(last, 1);
    const auto numGone = record.savedPoints().size() - there.size();
    if (numGone > 0) {
        grid->addWidget(mutedWords(there.empty() ? tr("None is on the disk any more.")
                                                 : tr("Older ones, removed to make room: %1.").arg(numGone)),
                        grid->rowCount(), 0, 1, last + 1);
    }
    m_card->body()->addWidget(m_table);
}

EventsCard::EventsCard(QWidget *parent)
    : QWidget(parent)
    , m_card(fillWithCard(*this, tr("What happened")))
    , m_damage(new Label({}, TextSize::body, TextWeight::normal, Tone::warning))
    , m_all(quietButton(tr("All events")))
{
    m_damage->setWordWrap(true);
    m_card->body()->addWidget(m_damage);
    for (std::size_t i = 0; i < kFewNotes; ++i) {
        m_lines.push_back(words({}));
        m_card->body()->addWidget(m_lines.back());
    }
    m_card->addToHead(m_all);
    connect(m_all, &QPushButton::clicked, this, &EventsCard::allWanted);
}

void EventsCard::show(const RunRecord &record)
{
    const auto &notes = record.notes();
    setVisible(!notes.empty() || record.numDamagedLines() > 0);
    m_damage->setVisible(record.numDamagedLines() > 0);
    m_damage->setText(
        tr("%n line(s) of the log are damaged and left out: %1", "", static_cast<int>(record.numDamagedLines()))
            .arg(QString::fromStdString(record.folder().eventLog().string())));
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const bool hasNote = i < notes.size();
        m_lines[i]->setVisible(hasNote);
        if (hasNote) {
            const RunNote &note = notes[notes.size() - 1 - i];
            if (m_lines[i]->text() != note.text) {
                m_lines[i]->setText(note.text);
            }
            if (m_lines[i]->tone() != note.tone) {
                m_lines[i]->setTone(note.tone);
            }
        }
    }
    m_all->setVisible(notes.size() > m_lines.size());
}

} // namespace bafo::ui
