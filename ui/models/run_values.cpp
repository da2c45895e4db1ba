// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_values.h"

#include "ui/models/metric_words.h"
#include "ui/widgets/language_names.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace bafo::ui {
namespace {

struct ValueWords {
    Q_DECLARE_TR_FUNCTIONS(ValueWords)
};

void appendNumber(QByteArray &line, double value)
{
    if (std::isnan(value)) {
        line += "nan";
        return;
    }
    std::array<char, 32> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    line.append(buffer.data(), error == std::errc() ? end - buffer.data() : 0);
}

/// A name with a comma or a quote in it does not break the table.
QByteArray field(const QString &text)
{
    QByteArray bytes = text.toUtf8();
    if (bytes.contains(',') || bytes.contains('"') || bytes.contains('\n')) {
        bytes = '"' + bytes.replace('"', "\"\"") + '"';
    }
    return bytes;
}

std::vector<std::int64_t> allSteps(const std::vector<ValueColumn> &columns)
{
    std::vector<std::int64_t> steps;
    for (const ValueColumn &column : columns) {
        if (column.series.steps() == steps) {
            continue;
        }
        std::vector<std::int64_t> both;
        both.reserve(std::max(steps.size(), column.series.size()));
        std::set_union(steps.begin(), steps.end(), column.series.steps().begin(), column.series.steps().end(),
                       std::back_inserter(both));
        steps = std::move(both);
    }
    return steps;
}

} // namespace

std::vector<EvaluationName> evaluationNames(const RunRecord &record)
{
    std::vector<EvaluationName> names;
    for (const Evaluation &one : record.evaluations()) {
        if (std::none_of(names.begin(), names.end(),
                         [&](const EvaluationName &known) { return known.name == one.name; })) {
            names.push_back({one.name, one.language, {}});
        }
    }
    for (EvaluationName &name : names) {
        const auto numSame = std::count_if(
            names.begin(), names.end(), [&](const EvaluationName &other) { return other.language == name.language; });
        const QString language = languageName(name.language);
        name.title = name.language.isEmpty() ? name.name
            : numSame == 1                   ? language
                                             : language + QStringLiteral(" · ") + name.name;
    }
    return names;
}

MetricSeries bitsPerByteOf(const RunRecord &record, const QString &evaluation)
{
    MetricSeries series;
    for (const Evaluation &one : record.evaluations()) {
        if (one.name == evaluation) {
            series.add(one.step, one.bitsPerByte);
        }
    }
    return series;
}

ValueTable valuesOf(const RunRecord &record)
{
    ValueTable table;
    for (const EvaluationName &name : evaluationNames(record)) {
        MetricSeries value;
        MetricSeries low;
        MetricSeries high;
        for (const Evaluation &one : record.evaluations()) {
            if (one.name == name.name) {
                value.add(one.step, one.bitsPerByte);
                low.add(one.step, one.low);
                high.add(one.step, one.high);
            }
        }
        const QString key = QStringLiteral("bits_per_byte/") + name.name;
        table.columns.push_back({key, ValueWords::tr("%1, bits per byte").arg(name.title), std::move(value)});
        table.columns.push_back(
            {key + QStringLiteral("/low"), ValueWords::tr("%1, from").arg(name.title), std::move(low)});
        table.columns.push_back(
            {key + QStringLiteral("/high"), ValueWords::tr("%1, to").arg(name.title), std::move(high)});
    }
    for (const QString &name : record.metricNames()) {
        table.columns.push_back({name, metricTitle(name), record.series(name)});
    }
    table.steps = allSteps(table.columns);
    return table;
}

QByteArray csvOf(const ValueTable &table)
{
    QByteArray text = "step";
    for (const ValueColumn &column : table.columns) {
        text += ',' + field(column.key);
    }
    text += '\n';
    std::vector<std::size_t> place(table.columns.size());
    for (const std::int64_t step : table.steps) {
        text += QByteArray::number(static_cast<qlonglong>(step));
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            text += ',';
            const MetricSeries &series = table.columns[i].series;
            if (place[i] < series.size() && series.steps()[place[i]] == step) {
                appendNumber(text, series.values()[place[i]++]);
            }
        }
        text += '\n';
    }
    return text;
}

} // namespace bafo::ui
