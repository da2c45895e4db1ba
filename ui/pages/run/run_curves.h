// SPDX-License-Identifier: GPL-3.0-or-later
// Puts a run's numbers onto a chart and keeps them current: only what is new is handed on while nothing else changed.
#pragma once

#include "ui/models/run_axis.h"
#include "ui/models/run_record.h"
#include "ui/widgets/chart.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace bafo::ui {

/// The window's thread. Both are borrowed.
class RunCurves {
public:
    explicit RunCurves(Chart &chart)
        : m_chart(chart)
    {
    }

    void setRecord(const RunRecord *record);
    void setAxis(RunAxis axis);
    [[nodiscard]] RunAxis axis() const { return m_axis; }

    /// 0: raw values only; else as in smoothed(), less where there are few points (weightFor()).
    void setSmoothing(double weight);

    /// Metrics in the order of their panels; "bits_per_byte" stands for all measurements together.
    void setMetrics(const QStringList &metrics);
    [[nodiscard]] const QStringList &metrics() const { return m_metrics; }

    /// The record has changed.
    void update();

    /// The chart's number of a metric's raw values; -1 where they are not shown.
    [[nodiscard]] int curveOf(const QString &metric) const;

private:
    struct Drawn {
        QString metric;
        int raw = -1;
        int smooth = -1; ///< -1: there is none
        std::size_t numDrawn = 0;
        std::uint64_t revision = 0;
        Smoother smoother{0};
        double lastX = 0;
    };
    struct Measured {
        QString name;
        int curve = -1;
    };

    void rebuild();
    void addMeasurements();
    void addMetric(const QString &metric, int share);
    void drawMeasurements(const RunAxisMap &map);
    void draw(Drawn &drawn, const RunAxisMap &map, bool isAxisNew);
    void drawMarks(const RunAxisMap &map);
    [[nodiscard]] QStringList shape() const;

    Chart &m_chart;
    const RunRecord *m_record = nullptr;
    RunAxis m_axis = RunAxis::step;
    double m_smoothing = 0;
    QStringList m_metrics;
    QStringList m_shape; ///< what panels and curves were made for
    std::vector<Drawn> m_drawn;
    std::vector<Measured> m_measured;
    std::uint64_t m_axisRevision = 0;
};

} // namespace bafo::ui
