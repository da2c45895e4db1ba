// SPDX-License-Identifier: GPL-3.0-or-later
// How the page offers the start: at once, in the queue, or beside what is live.
#include "ui/pages/train/command_pane.h"
#include "ui/pages/train/train_page.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/number_text.h"

#include <algorithm>
#include <functional>

namespace bafo::ui {

std::vector<RunRow> TrainPage::runsBefore() const
{
    std::vector<RunRow> live = context().session->runs().liveRows();
    std::erase_if(live, [this](const RunRow &row) { return m_rehearsal.isItsRun(row.id()); });
    return live;
}

bool TrainPage::isToWait() const
{
    const auto live = runsBefore();
    return !live.empty() && std::none_of(live.begin(), live.end(), std::mem_fn(&RunRow::isPaused));
}

void TrainPage::showStart()
{
    const auto live = runsBefore();
    m_start->setVisible(live.empty());
    m_queue->setVisible(!live.empty());
    m_beside->setVisible(!live.empty());
    for (QPushButton *one : {m_start, m_queue, m_beside}) {
        one->setEnabled(!m_isStarting && m_draft.isSound());
    }
    const qint64 steps = m_draft.config().steps;
    m_start->setText(m_isStarting ? tr("Starting…")
                                  : (steps > 0 ? tr("Start %1 steps").arg(groupedNumber(steps)) : tr("Start")));
    setPrimary(*m_queue, isToWait());
    setPrimary(*m_beside, !isToWait());
    if (live.empty()) {
        m_situation->setText(m_purpose == RunPurpose::answering
                                 ? tr("Teach a model to answer. It goes on when this window closes.")
                                 : tr("Teach a model from your text. It goes on when this window closes."));
    } else {
        showStartBeside(live);
    }
    m_situation->setTone(m_draft.isSound() ? Tone::muted : Tone::error);
    if (!m_draft.isSound()) { // why it cannot be pressed
        m_situation->setText(wrongField());
    }
}

void TrainPage::showStartBeside(const std::vector<RunRow> &live)
{
    const bool isOne = live.size() == 1;
    m_queue->setText(isOne ? tr("Wait until it has ended") : tr("Wait until they have ended"));
    m_beside->setText(isOne ? tr("Run beside it") : tr("Run beside them"));
    const auto paused = std::find_if(live.begin(), live.end(), std::mem_fn(&RunRow::isPaused));
    if (paused != live.end()) {
        const QString words = tr("%1 is paused: it ends only after you resume it.").arg(paused->name);
        m_situation->setText(isOne ? words
                                   : tr("%1 runs are live or waiting.").arg(live.size()) + QLatin1Char(' ') + words);
    } else if (isOne) {
        m_situation->setText(tr("%1 is live. Beside it, both get slower.").arg(live.front().name));
    } else {
        m_situation->setText(tr("%1 runs are live or waiting. Beside them, all get slower.").arg(live.size()));
    }
}

void TrainPage::showCommand()
{
    const auto commandFor = [this](bool isQueued) {
        return commandLineOf(startArguments(isQueued) << QStringLiteral("--project") << context().session->folder());
    };
    QString commands = commandFor(isToWait());
    if (!runsBefore().empty()) {
        commands += QStringLiteral("\n\n# ")
            + (isToWait() ? tr("or at once, beside the live run:") : tr("or in the queue, once the others have ended:"))
            + QLatin1Char('\n') + commandFor(!isToWait());
    }
    m_command->show(commands,
                    tr("The configuration is written to that file when you press Start or Copy. It is what the tab "
                       "YAML shows."));
}

} // namespace bafo::ui
