// SPDX-License-Identifier: GPL-3.0-or-later
// The table of scores as a view: one cell is chosen, Enter opens its items.
#pragma once

#include "ui/models/score_model.h"

#include <QTableView>

namespace bafo::ui {

/// The window's thread. `model` is borrowed.
class ScoreGrid final : public QTableView {
    Q_OBJECT

public:
    explicit ScoreGrid(ScoreModel &model, QWidget *parent = nullptr);

    /// Chooses a cell by what it is about; the column of comparisons is "→". Nothing where there is none.
    void choose(const QString &task, const QString &prompt, const QString &column);

    /// To be chosen as soon as it is there.
    void keep(const QString &task, const QString &prompt, const QString &column);

    /// Of the current cell; empty where it is none.
    [[nodiscard]] QString chosenTask() const;
    [[nodiscard]] QString chosenPrompt() const;
    [[nodiscard]] QString chosenColumn() const;

Q_SIGNALS:
    void chosenChanged();
    void opened();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void arrange();

    ScoreModel &m_model;
    QString m_task; ///< of the current cell: kept where the model is reset
    QString m_prompt;
    QString m_column;
    bool m_isArranging = false;
};

} // namespace bafo::ui
