// SPDX-License-Identifier: GPL-3.0-or-later
// The live runs in one line at the top of the window: the worst state first, "+2" for more.
#pragma once

#include "ui/models/run_list.h"
#include "ui/models/state_look.h"

#include <QAbstractButton>

namespace bafo::ui {

class RunPill final : public QAbstractButton {
    Q_OBJECT

public:
    explicit RunPill(QWidget *parent = nullptr);

    /// Hidden where none is live.
    void show(const std::vector<RunRow> &live);

    /// Of the run in sight; empty where there is none.
    [[nodiscard]] QString run() const { return m_run; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_run;
    StateLook m_look;
    QString m_main;
    QString m_aside;
};

} // namespace bafo::ui
