// SPDX-License-Identifier: GPL-3.0-or-later
// "How many pieces?": pieces a word with the first so many new pieces of a growth, as a chart and as a table.
#pragma once

#include "ui/pages/words/word_figures.h"

#include <QWidget>

class QCustomPlot;
class QPushButton;
class QStackedWidget;
class QTreeWidget;

namespace bafo::ui {

class Label;

class CurveCard final : public QWidget {
    Q_OBJECT

public:
    explicit CurveCard(QWidget *parent = nullptr);

    /// At least two points.
    void show(const std::vector<CurvePoint> &curve);

protected:
    void changeEvent(QEvent *event) override;

private:
    void colour();
    void fillTable();
    void fillWords();

    std::vector<CurvePoint> m_curve;
    QCustomPlot *m_plot;
    QTreeWidget *m_table;
    QStackedWidget *m_forms;
    QPushButton *m_switch;
    Label *m_words;
};

/// The points that a table shows: none, powers of two from 250 on, and all.
[[nodiscard]] std::vector<CurvePoint> tablePoints(const std::vector<CurvePoint> &curve);

} // namespace bafo::ui
