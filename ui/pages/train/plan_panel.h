// SPDX-License-Identifier: GPL-3.0-or-later
// Beside the form: what the run would read, take and need, and what to know before it starts.
#pragma once

#include "ui/models/rehearsal.h"
#include "ui/models/run_plan.h"
#include "ui/widgets/card.h"
#include "ui/widgets/memory_bar.h"

#include <QComboBox>
#include <QProgressBar>
#include <QWidget>

class QPushButton;

namespace bafo::ui {

/// Shows what it is given. The window's thread.
class PlanPanel final : public QWidget {
    Q_OBJECT

public:
    explicit PlanPanel(QWidget *parent = nullptr);

    void showPlan(const config::RunConfig &config, const RunPlan &plan, const std::optional<Measured> &measured,
                  quint64 freeBytes);
    void showRehearsal(const Rehearsal &rehearsal, bool isAnotherLive);
    /// How many processes are to work on the run.
    [[nodiscard]] int numRanks() const { return m_ranks->currentText().toInt(); }
    void setNumRanks(int numRanks);
    void showWarnings(const std::vector<DraftWarning> &warnings, const QString &firstRunNote);

Q_SIGNALS:
    void numRanksChanged();
    void rehearseWanted();
    void stopWanted();
    void mendWanted(const bafo::ui::DraftWarning &warning);

private:
    Label *addFigure(QVBoxLayout *column, const QString &name);
    void addRanks(QVBoxLayout *column);
    void buildPlanCard();
    void showMemory(const RunPlan &plan, const Measured *measured);

    Card *m_planCard;
    Card *m_warningCard;
    QComboBox *m_ranks;
    Label *m_steps;
    Label *m_text;
    Label *m_time;
    Label *m_memory;
    MemoryBar *m_memoryBar;
    Label *m_disk;
    Label *m_about;
    QProgressBar *m_progress;
    QPushButton *m_rehearse;
    QPushButton *m_stop;
    QString m_shownWarnings; ///< so that a button is not taken away under the mouse
};

} // namespace bafo::ui
