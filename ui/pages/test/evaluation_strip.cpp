// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/test/evaluation_strip.h"

#include "ui/models/state_look.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/number_text.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace bafo::ui {

EvaluationStrip::EvaluationStrip(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(unitOf(*this) / 2);
    setVisible(false);
}

void EvaluationStrip::show(const std::vector<RunRow> &live, const QSet<QString> &steered)
{
    QSet<QString> kept;
    for (const RunRow &row : live) {
        kept.insert(row.id());
        if (!m_lines.contains(row.id())) {
            m_lines.insert(row.id(), makeLine(row.id()));
        }
        showLine(m_lines[row.id()], row, steered.contains(row.id()));
    }
    for (const QString &run : m_lines.keys()) {
        if (!kept.contains(run)) {
            m_lines.take(run).widget->deleteLater();
        }
    }
    setVisible(!live.empty());
}

/// From what was answered under these eyes: pauses and earlier starts tell nothing of its speed.
QString EvaluationStrip::timeLeft(Line &line, const RunRow &row)
{
    constexpr qint64 kShortestLookMs = 3000;
    const runs::RunSummary &summary = row.status.summary;
    if (row.isPaused() || summary.step <= 0) {
        line.sinceMs = 0;
        return {};
    }
    if (line.sinceMs == 0) {
        line.sinceMs = summary.lastProgressMs;
        line.sinceStep = summary.step;
    }
    const qint64 tookMs = summary.lastProgressMs - line.sinceMs;
    const qint64 numDone = summary.step - line.sinceStep;
    if (tookMs < kShortestLookMs || numDone <= 0 || summary.totalSteps <= summary.step) {
        return {};
    }
    const double msAnItem = static_cast<double>(tookMs) / static_cast<double>(numDone);
    const auto left = static_cast<qint64>(msAnItem * static_cast<double>(summary.totalSteps - summary.step));
    return tr("%1 left").arg(durationInWords(left));
}

void EvaluationStrip::showLine(Line &line, const RunRow &row, bool isSteered)
{
    const runs::RunSummary &summary = row.status.summary;
    const StateLook look = lookOf(row.status);
    line.state->set(look.shape, look.tone, look.word);
    QString words = row.name;
    if (summary.totalSteps > 0) {
        words += QStringLiteral(" · ")
            + tr("%1 of %2 items").arg(groupedNumber(summary.step), groupedNumber(summary.totalSteps));
    }
    if (const QString left = timeLeft(line, row); !left.isEmpty()) {
        words += QStringLiteral(" · ") + left;
    }
    line.words->setText(words);
    line.isPaused = row.isPaused();
    const bool isWaiting = row.status.state == runs::RunState::waiting;
    line.pause->setText(line.isPaused ? tr("Resume") : tr("Pause"));
    line.pause->setVisible(!isWaiting);
    line.cancel->setText(isWaiting ? tr("Take out of the queue") : tr("Cancel"));
    for (QPushButton *one : {line.pause, line.cancel}) {
        one->setEnabled(!isSteered);
        one->setAccessibleName(one->text() + QStringLiteral(": ") + row.name);
    }
}

EvaluationStrip::Line EvaluationStrip::makeLine(const QString &run)
{
    const int u = unitOf(*this);
    Line made;
    made.widget = new QWidget;
    made.state = new StateMark;
    made.words = words({});
    made.pause = button({});
    made.cancel = button({});
    made.pause->setToolTip(tr("Waits after the item at work. The model stays in memory."));
    made.cancel->setToolTip(tr("Ends after the item at work. What was answered stays, and can be gone on with."));
    auto *row = new QHBoxLayout(made.widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(u + u / 2);
    row->addWidget(made.state);
    row->addWidget(made.words, 1);
    row->addWidget(made.pause);
    row->addWidget(made.cancel);
    m_column->addWidget(made.widget);
    connect(made.pause, &QPushButton::clicked, this, [this, run] {
        Q_EMIT steerWanted(run, m_lines.value(run).isPaused ? QStringLiteral("resume") : QStringLiteral("pause"));
    });
    connect(made.cancel, &QPushButton::clicked, this,
            [this, run] { Q_EMIT steerWanted(run, QStringLiteral("cancel")); });
    return made;
}

} // namespace bafo::ui
