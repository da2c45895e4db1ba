// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/plan_panel.h"

#include "ui/models/memory_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/state_mark.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>

#include <algorithm>

namespace bafo::ui {
namespace {

QString percent(double share)
{
    const double value = share * 100;
    return QLocale().toString(value, 'f', value < 10 ? 1 : 0) + QStringLiteral(" %");
}

void clear(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (item->widget() != nullptr) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
}

} // namespace

PlanPanel::PlanPanel(QWidget *parent)
    : QWidget(parent)
    , m_planCard(new Card(tr("What it takes"), nullptr))
    , m_warningCard(new Card(tr("Before you start"), nullptr))
    , m_ranks(new QComboBox)
    , m_memoryBar(new MemoryBar(tr("What fills the memory")))
    , m_about(mutedWords({}))
    , m_progress(new QProgressBar)
    , m_rehearse(button(tr("Rehearse")))
    , m_stop(quietButton(tr("Stop")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(unitOf(*this));
    buildPlanCard();
    column->addWidget(m_planCard);
    column->addWidget(m_warningCard);
    column->addStretch(1);
}

void PlanPanel::buildPlanCard()
{
    QVBoxLayout *body = m_planCard->body();
    addRanks(body);
    m_steps = addFigure(body, tr("Steps"));
    m_text = addFigure(body, tr("Reads"));
    m_time = addFigure(body, tr("Time"));
    m_memory = addFigure(body, tr("Memory"));
    body->addWidget(m_memoryBar);
    m_disk = addFigure(body, tr("Disk"));
    body->addSpacing(unitOf(*this) / 2);
    body->addWidget(m_about);
    auto *row = new QHBoxLayout;
    row->addWidget(m_rehearse);
    m_progress->setTextVisible(false);
    m_progress->setRange(0, static_cast<int>(Rehearsal::kSteps));
    m_progress->setAccessibleName(tr("Rehearsal"));
    row->addWidget(m_progress, 1);
    row->addWidget(m_stop);
    row->addStretch(0);
    body->addLayout(row);
    connect(m_rehearse, &QPushButton::clicked, this, &PlanPanel::rehearseWanted);
    connect(m_stop, &QPushButton::clicked, this, &PlanPanel::stopWanted);
}

void PlanPanel::addRanks(QVBoxLayout *column)
{
    const int u = unitOf(*this);
    auto *row = new QHBoxLayout;
    row->setSpacing(u);
    auto *caption = new Label(tr("Processes"), TextSize::body, TextWeight::normal, Tone::muted);
    caption->setMinimumWidth(8 * u);
    caption->setBuddy(m_ranks);
    for (const int numRanks : {1, 2, 3, 4, 6, 8}) {
        m_ranks->addItem(QString::number(numRanks));
    }
    m_ranks->setAccessibleName(tr("Processes"));
    const QString help = tr("Each keeps its part of the model's gradients and of what the learning remembers, so that "
                            "each needs less memory. On one computer they share its processor.");
    m_ranks->setToolTip(help);
    m_ranks->setAccessibleDescription(help);
    row->addWidget(caption);
    row->addWidget(m_ranks);
    row->addStretch(1);
    column->addLayout(row);
    connect(m_ranks, &QComboBox::currentIndexChanged, this, &PlanPanel::numRanksChanged);
}

void PlanPanel::setNumRanks(int numRanks)
{
    const int index = m_ranks->findText(QString::number(numRanks));
    m_ranks->setCurrentIndex(std::max(0, index));
}

Label *PlanPanel::addFigure(QVBoxLayout *column, const QString &name)
{
    const int u = unitOf(*this);
    auto *row = new QHBoxLayout;
    row->setSpacing(u);
    auto *caption = new Label(name, TextSize::body, TextWeight::normal, Tone::muted);
    caption->setMinimumWidth(8 * u);
    auto *value = new Label({}, TextSize::body, TextWeight::strong);
    value->setWordWrap(true);
    value->setAccessibleName(name);
    row->addWidget(caption, 0, Qt::AlignTop);
    row->addWidget(value, 1);
    column->addLayout(row);
    return value;
}

void PlanPanel::showPlan(const config::RunConfig &config, const RunPlan &plan, const std::optional<Measured> &measured,
                         quint64 freeBytes)
{
    const QString notYet = tr("not measured yet");
    const auto show = [&notYet](Label *label, const QString &text) {
        label->setText(text.isEmpty() ? notYet : text);
        label->setTone(text.isEmpty() ? Tone::muted : Tone::text);
    };
    const bool isMeasured = measured && measured->settings == settingsBehind(config, numRanks());
    show(m_steps,
         !plan.steps
             ? tr("the whole text, not counted yet")
             : (plan.areStepsAbout ? tr("about %1").arg(groupedNumber(*plan.steps)) : groupedNumber(*plan.steps)));
    QString reads = plan.steps ? tr("%1 word pieces").arg(groupedNumber(*plan.steps * plan.tokensPerStep))
                               : tr("%1 word pieces a step").arg(groupedNumber(plan.tokensPerStep));
    if (plan.isOfConversations && plan.steps) {
        reads = tr("up to %1 word pieces").arg(groupedNumber(*plan.steps * plan.tokensPerStep));
    }
    if (plan.cuts) {
        reads = plan.shareOfText
            ? tr("%1 of %2 conversations").arg(percent(*plan.shareOfText), groupedNumber(plan.cuts->numConversations))
            : tr("%1 conversations").arg(groupedNumber(plan.cuts->numConversations));
    } else if (plan.shareOfText) {
        reads += tr(", %1 of the text").arg(percent(*plan.shareOfText));
    }
    show(m_text, reads);
    show(m_time,
         plan.totalMs ? tr("%1 of training, %2 word pieces a second")
                            .arg(durationInWords(*plan.totalMs), groupedNumber(qRound64(measured->tokensPerSecond)))
                      : QString());
    showMemory(plan, isMeasured ? &*measured : nullptr);
    const QString free = tr("%1 free").arg(sizeInWords(freeBytes));
    show(m_disk,
         plan.diskBytes ? tr("%1 of %2").arg(sizeInWords(static_cast<quint64>(*plan.diskBytes)), free) : QString());
    if (!plan.diskBytes) {
        m_disk->setText(notYet + QStringLiteral(", ") + free);
    } else if (measured->savedBytes > 0) {
        m_disk->setText(m_disk->text()
                        + tr(", %1 each saved point").arg(sizeInWords(static_cast<quint64>(measured->savedBytes))));
    }
}

/// Planned from sizes alone, so it follows the form; what a rehearsal measured stands beside it.
void PlanPanel::showMemory(const RunPlan &plan, const Measured *measured)
{
    const auto inWords = [](double bytes) { return sizeInWords(static_cast<quint64>(bytes)); };
    m_memoryBar->setVisible(plan.memory.has_value());
    QString text = tr("not known yet");
    if (plan.memory) {
        m_memoryBar->set(pictureOf(*plan.memory, plan.machine));
        text = tr("about %1 of %2 free")
                   .arg(inWords(static_cast<double>(plan.memory->machineBytes())),
                        inWords(static_cast<double>(plan.machine.availableBytes)));
    }
    if (measured != nullptr) {
        constexpr double kMebibyte = 1 << 20;
        text += tr("; measured %1").arg(inWords(measured->peakMb * kMebibyte));
        if (numRanks() > 1) {
            text += tr(", each process");
        }
    }
    m_memory->setText(text);
    m_memory->setTone(!plan.memory ? Tone::muted : (plan.fitsMemory ? Tone::text : Tone::warning));
}

void PlanPanel::showRehearsal(const Rehearsal &rehearsal, bool isAnotherLive)
{
    const auto state = rehearsal.state();
    const bool isBusy = state != Rehearsal::State::idle;
    const bool hadFocus = m_rehearse->hasFocus() || m_stop->hasFocus();
    m_rehearse->setVisible(!isBusy);
    m_progress->setVisible(isBusy);
    m_stop->setVisible(state == Rehearsal::State::starting || state == Rehearsal::State::running);
    if (hadFocus) {
        (isBusy ? m_stop : m_rehearse)->setFocus();
    }
    m_progress->setValue(static_cast<int>(rehearsal.step()));
    switch (state) {
    case Rehearsal::State::idle:
        m_about->setText(
            tr("A rehearsal trains %1 steps and saves, measures speed, memory and disk, and leaves nothing "
               "behind.")
                .arg(Rehearsal::kSteps)
            + (isAnotherLive ? QLatin1Char(' ') + tr("Beside the live run it measures too slow.") : QString()));
        break;
    case Rehearsal::State::starting:
        m_about->setText(tr("The rehearsal starts."));
        break;
    case Rehearsal::State::running:
        m_about->setText(rehearsal.step() == 0
                             ? tr("Rehearsing: model and text are being read.")
                             : tr("Rehearsing: step %1 of %2.").arg(rehearsal.step()).arg(Rehearsal::kSteps));
        break;
    case Rehearsal::State::cleaning:
        m_about->setText(tr("Cleaning up after the rehearsal."));
        break;
    }
}

void PlanPanel::showWarnings(const std::vector<DraftWarning> &warnings, const QString &firstRunNote)
{
    QString all = firstRunNote;
    for (const DraftWarning &warning : warnings) {
        all += QLatin1Char('\n') + warning.text + warning.mendLabel;
    }
    if (all == m_shownWarnings && m_warningCard->body()->count() > 0) {
        return;
    }
    m_shownWarnings = all;
    QVBoxLayout *body = m_warningCard->body();
    clear(body);
    if (warnings.empty()) {
        auto *mark = new StateMark;
        mark->set(Shape::tick, Tone::good, tr("Nothing speaks against it."));
        body->addWidget(mark, 0, Qt::AlignLeft);
    }
    for (const DraftWarning &warning : warnings) {
        auto *box = new QWidget;
        auto *column = new QVBoxLayout(box);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(unitOf(*this) / 2);
        auto *text = words(warning.text);
        text->setTone(warning.tone);
        column->addWidget(text);
        if (!warning.mendLabel.isEmpty()) {
            QPushButton *mend = button(warning.mendLabel);
            mend->setAccessibleDescription(warning.text);
            column->addWidget(mend, 0, Qt::AlignLeft);
            connect(mend, &QPushButton::clicked, this, [this, warning] { Q_EMIT mendWanted(warning); });
        }
        body->addWidget(box);
    }
    if (!firstRunNote.isEmpty()) {
        body->addWidget(mutedWords(firstRunNote));
    }
}

} // namespace bafo::ui
