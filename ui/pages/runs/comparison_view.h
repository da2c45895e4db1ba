// SPDX-License-Identifier: GPL-3.0-or-later
// Several runs in one chart, and only what differs between their settings.
#pragma once

#include "ui/models/run_details.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/labels.h"

#include <QWidget>

class QTableWidget;

namespace bafo::ui {

/// The window's thread.
class ComparisonView final : public QWidget {
    Q_OBJECT

public:
    explicit ComparisonView(QWidget *parent = nullptr);
    void show(const std::vector<RunComparison> &runs);

private:
    void drawCurves(const std::vector<RunComparison> &runs);
    void listDifferences(const std::vector<RunComparison> &runs);

    Chart *m_chart;
    Label *m_lossWords; ///< what the loss does not tell
    Label *m_nothing;
    QTableWidget *m_table;
};

} // namespace bafo::ui
