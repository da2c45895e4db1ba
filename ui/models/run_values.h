// SPDX-License-Identifier: GPL-3.0-or-later
// All numbers of a run as one table: a row a step, a column a metric. Behind the table beside the chart, and CSV.
#pragma once

#include "ui/models/metric_series.h"
#include "ui/models/run_record.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace bafo::ui {

struct ValueColumn {
    QString key; ///< as CSV names it: "loss", "bits_per_byte/zul-news"
    QString title; ///< for people
    MetricSeries series;
};

/// A copy: it can be handed to another thread. Cheap for tens of thousands of steps, not for every repaint.
struct ValueTable {
    std::vector<std::int64_t> steps; ///< rising: those that any column has
    std::vector<ValueColumn> columns;
};

/// Everything that the record knows; measurements with the ends of their intervals.
[[nodiscard]] ValueTable valuesOf(const RunRecord &record);

/// "step,loss,...": numbers in the shortest form that reads back to the same bits, nothing where there is none. A value
/// that is no number is nan, inf or -inf.
[[nodiscard]] QByteArray csvOf(const ValueTable &table);

/// Of the measurements with this name, one value a step.
[[nodiscard]] MetricSeries bitsPerByteOf(const RunRecord &record, const QString &evaluation);

/// Names of measurements in the order in which they were first told, with the title that people see: the language,
/// and the name as well where two measure the same language.
struct EvaluationName {
    QString name;
    QString language;
    QString title;
};
[[nodiscard]] std::vector<EvaluationName> evaluationNames(const RunRecord &record);

} // namespace bafo::ui
