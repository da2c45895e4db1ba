// SPDX-License-Identifier: GPL-3.0-or-later
// The card with a run's chart: what the x axis counts, smoothing, scale, which metrics, the table, export.
#pragma once

#include "ui/pages/page.h"
#include "ui/pages/run/run_curves.h"
#include "ui/pages/run/run_table.h"
#include "ui/widgets/card.h"

#include <QJsonObject>
#include <QPointer>
#include <QTimer>

class QAction;
class QActionGroup;
class QMenu;
class QSlider;
class QStackedWidget;
class QTableView;
class QToolBar;

namespace bafo::ui {

class StateView;

/// The window's thread. The record is borrowed; null empties the card.
class ChartCard final : public QWidget {
    Q_OBJECT

public:
    ChartCard(PageHost &host, QWidget *parent = nullptr);

    void setRecord(const RunRecord *record);
    void update();

    /// Says in place of an empty chart why nothing was measured.
    void showState(runs::RunState state);

    /// What is to be painted anew, at once.
    void paintNow() { m_chart->paintNow(); }

    /// Shows everything that happened in place of the chart.
    void showNotes();

    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);

    /// For the list of all actions.
    [[nodiscard]] QList<QAction *> verbs() const;

private:
    enum View { chartView, valuesView, notesView };

    void buildBar();
    void buildAxisChoice();
    void buildSlider();
    void buildMetricMenu();
    void buildExportMenu();
    [[nodiscard]] bool isAnythingMeasured() const;
    void showBar();
    void setView(View view);
    void showView(View view);
    void updateView();
    void listMetrics();
    void toggleMetric(const QString &name, bool isShown);
    void exportAs(const QString &suffix, const QString &filter);
    void exportCsv(const QString &path);
    [[nodiscard]] QAction *addSwitch(const QString &text, const QString &tip);
    [[nodiscard]] double smoothing() const;

    PageHost &m_host;
    const RunRecord *m_record = nullptr;
    Chart *m_chart;
    RunCurves m_curves;
    StateView *m_chartView; ///< holds the chart
    QStackedWidget *m_views;
    QToolBar *m_bar;
    QActionGroup *m_axes = nullptr;
    QSlider *m_slider = nullptr;
    QAction *m_read = nullptr;
    QAction *m_log = nullptr;
    QAction *m_follow = nullptr;
    QAction *m_table = nullptr;
    QAction *m_notes = nullptr;
    QList<QAction *> m_exports;
    QMenu *m_metricMenu = nullptr;
    RunValuesModel m_values;
    RunNotesModel m_noteRows;
    QTableView *m_valuesTable = nullptr;
    QTableView *m_notesTable = nullptr;
    QTimer m_tableRate;
    QTimer m_smoothingRate;
};

} // namespace bafo::ui
