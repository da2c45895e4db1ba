// SPDX-License-Identifier: GPL-3.0-or-later
// All runs that work now, side by side: state, step, what is left, how the loss goes.
#pragma once

#include "ui/models/run_details.h"
#include "ui/models/run_list.h"
#include "ui/models/state_look.h"

#include <QAbstractButton>

class QHBoxLayout;

namespace bafo::ui {

/// One of them: a button that opens its run.
class LiveCard final : public QAbstractButton {
    Q_OBJECT

public:
    explicit LiveCard(QWidget *parent = nullptr);
    void show(const RunRow &row, const RunDetails *details);
    [[nodiscard]] const QString &run() const { return m_run; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_run;
    QString m_name;
    QString m_progress;
    StateLook m_look;
    double m_share = 0; ///< of the steps that are done
    std::vector<float> m_curve;
};

class LiveCards final : public QWidget {
    Q_OBJECT

public:
    explicit LiveCards(QWidget *parent = nullptr);
    void show(const std::vector<RunRow> &live, RunDetailsReader &details);

Q_SIGNALS:
    void chosen(const QString &run);

private:
    QHBoxLayout *m_row;
    std::vector<LiveCard *> m_cards;
};

} // namespace bafo::ui
