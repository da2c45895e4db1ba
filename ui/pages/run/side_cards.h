// SPDX-License-Identifier: GPL-3.0-or-later
// Beside a run's chart: the same opening at several steps, what is saved, what happened last.
#pragma once

#include "ui/models/run_record.h"
#include "ui/widgets/card.h"

#include <QGridLayout>
#include <QWidget>

class QComboBox;
class QPushButton;

namespace bafo::ui {

/// How the model goes on with the same words, before training and at each saved step.
class OpeningsCard final : public QWidget {
    Q_OBJECT

public:
    explicit OpeningsCard(QWidget *parent = nullptr);
    void show(const RunRecord &record);
    [[nodiscard]] QString prompt() const;
    void setPrompt(const QString &prompt) { m_wanted = prompt; }

private:
    void fill();
    [[nodiscard]] std::vector<Sample> chosen() const;

    Card *m_card;
    QComboBox *m_prompts;
    QVBoxLayout *m_texts;
    QPushButton *m_more;
    std::vector<Sample> m_samples;
    std::vector<std::int64_t> m_savedSteps;
    QString m_wanted; ///< from the state, until the log has it
    bool m_showsAll = false;
};

/// What lies on the disk, with what was measured at that step.
class SavedPointsCard final : public QWidget {
    Q_OBJECT

public:
    explicit SavedPointsCard(QWidget *parent = nullptr);
    void show(const RunRecord &record);

private:
    Card *m_card;
    QWidget *m_table = nullptr;
    QString m_shown;
};

/// The newest few lines of what happened.
class EventsCard final : public QWidget {
    Q_OBJECT

public:
    explicit EventsCard(QWidget *parent = nullptr);
    void show(const RunRecord &record);

Q_SIGNALS:
    void allWanted();

private:
    Card *m_card;
    Label *m_damage;
    std::vector<Label *> m_lines;
    QPushButton *m_all;
};

} // namespace bafo::ui
