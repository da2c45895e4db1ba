// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/run/run_curves.h"

#include "ui/models/metric_words.h"
#include "ui/models/run_values.h"

#include <QCoreApplication>

#include <algorithm>

namespace bafo::ui {
namespace {

struct AxisWords {
    Q_DECLARE_TR_FUNCTIONS(AxisWords)
};

const QString kMeasurements = QStringLiteral("bits_per_byte");
const QString kLoss = QStringLiteral("loss");

constexpr int kMainShare = 55;
constexpr int kLossShare = 22;
constexpr int kSmallShare = 15;

} // namespace

void RunCurves::setRecord(const RunRecord *record)
{
    m_record = record;
    m_shape.clear();
    m_chart.clear();
    update();
}

void RunCurves::setAxis(RunAxis axis)
{
    m_axis = axis;
    m_shape.clear();
    m_chart.setWindow(std::nullopt);
    update();
}

void RunCurves::setSmoothing(double weight)
{
    m_smoothing = weight;
    m_shape.clear();
    update();
}

void RunCurves::setMetrics(const QStringList &metrics)
{
    m_metrics = metrics;
    m_shape.clear();
    update();
}

QStringList RunCurves::shape() const
{
    QStringList wanted{nameOf(m_axis), QString::number(m_smoothing)};
    for (const QString &metric : m_metrics) {
        if (metric == kMeasurements) {
            for (const EvaluationName &name : evaluationNames(*m_record)) {
                wanted.append(QStringLiteral("m ") + name.title);
            }
        } else if (!m_record->series(metric).isEmpty()) {
            wanted.append(QStringLiteral("s ") + metric);
        }
    }
    return wanted;
}

void RunCurves::update()
{
    if (m_record == nullptr) {
        return;
    }
    const QStringList wanted = shape();
    if (wanted != m_shape) {
        m_shape = wanted;
        rebuild();
    }
    const RunAxisMap map(*m_record, m_axis);
    const bool isAxisNew = map.revision() != m_axisRevision;
    m_axisRevision = map.revision();
    drawMeasurements(map);
    for (Drawn &drawn : m_drawn) {
        draw(drawn, map, isAxisNew);
    }
    drawMarks(map);
}

int RunCurves::curveOf(const QString &metric) const
{
    const auto found
        = std::find_if(m_drawn.begin(), m_drawn.end(), [&](const Drawn &drawn) { return drawn.metric == metric; });
    return found == m_drawn.end() ? -1 : found->raw;
}

void RunCurves::rebuild()
{
    m_chart.clear();
    m_drawn.clear();
    m_measured.clear();
    bool isFirst = true;
    for (const QString &metric : m_metrics) {
        if (metric == kMeasurements) {
            addMeasurements();
            isFirst = isFirst && m_measured.empty();
        } else if (!m_record->series(metric).isEmpty()) {
            addMetric(metric, isFirst ? kMainShare : metric == kLoss ? kLossShare : kSmallShare);
            isFirst = false;
        }
    }
    switch (m_axis) {
    case RunAxis::step:
        m_chart.setAxis(AxisWords::tr("step"), AxisUnit::count);
        break;
    case RunAxis::tokens:
        m_chart.setAxis(AxisWords::tr("token"), AxisUnit::count);
        break;
    case RunAxis::bytes:
        m_chart.setAxis(AxisWords::tr("bytes"), AxisUnit::bytes);
        break;
    case RunAxis::time:
        m_chart.setAxis(AxisWords::tr("time"), AxisUnit::seconds);
        break;
    }
}

void RunCurves::addMeasurements()
{
    const auto names = evaluationNames(*m_record);
    if (names.empty()) {
        return;
    }
    const int panel = m_chart.addPanel(metricTitle(kMeasurements), kMainShare);
    for (const EvaluationName &name : names) {
        const int colour = static_cast<int>(m_measured.size());
        m_measured.push_back({name.name,
                              m_chart.addCurve(panel,
                                               {.name = name.title,
                                                .colour = colour,
                                                .isDashed = colour % 2 == 1, // not by colour alone
                                                .isLabelled = true})});
    }
}

void RunCurves::addMetric(const QString &metric, int share)
{
    const int colour = metric == kLoss ? 0 : 2 + static_cast<int>(m_drawn.size()) % 2;
    const int panel = m_chart.addPanel(metricTitle(metric), share);
    const bool isSmoothed = m_smoothing > 0 && isNoisy(metric);
    Drawn drawn{.metric = metric, .smoother = Smoother(m_smoothing)};
    drawn.raw = m_chart.addCurve(
        panel, {.name = isSmoothed ? AxisWords::tr("raw") : QString(), .colour = colour, .isPale = isSmoothed});
    if (isSmoothed) {
        drawn.smooth = m_chart.addCurve(panel, {.name = AxisWords::tr("smoothed"), .colour = colour});
    }
    m_drawn.push_back(std::move(drawn));
}

void RunCurves::drawMeasurements(const RunAxisMap &map)
{
    for (const Measured &one : m_measured) {
        std::vector<Evaluation> points;
        for (const Evaluation &point : m_record->evaluations()) {
            if (point.name == one.name) {
                points.push_back(point);
            }
        }
        std::sort(points.begin(), points.end(), [](auto &a, auto &b) { return a.step < b.step; });
        std::vector<double> x;
        std::vector<double> y;
        std::vector<double> low;
        std::vector<double> high;
        for (const Evaluation &point : points) {
            x.push_back(map.at(point.step));
            y.push_back(point.bitsPerByte);
            low.push_back(point.low);
            high.push_back(point.high);
        }
        m_chart.setPoints(one.curve, x, y);
        m_chart.setBand(one.curve, x, low, high);
    }
}

void RunCurves::draw(Drawn &drawn, const RunAxisMap &map, bool isAxisNew)
{
    const MetricSeries &series = m_record->series(drawn.metric);
    const double weight = weightFor(m_smoothing, series.size());
    const bool isWeightNew = drawn.smooth >= 0 && drawn.smoother.weight() != weight;
    if (isAxisNew || isWeightNew || series.revision() != drawn.revision || series.size() < drawn.numDrawn) {
        drawn.numDrawn = 0;
        drawn.smoother = Smoother(weight);
        drawn.lastX = 0;
        drawn.revision = series.revision();
    }
    const bool isAll = drawn.numDrawn == 0;
    if (!isAll && drawn.numDrawn == series.size()) {
        return;
    }
    std::vector<double> x;
    std::vector<double> smooth;
    const std::vector<double> raw(series.values().begin() + static_cast<std::ptrdiff_t>(drawn.numDrawn),
                                  series.values().end());
    x.reserve(raw.size());
    for (std::size_t i = drawn.numDrawn; i < series.size(); ++i) {
        // A clock that was set back must not turn the curve back.
        drawn.lastX = std::max(drawn.lastX, map.at(series.steps()[i]));
        x.push_back(drawn.lastX);
    }
    if (drawn.smooth >= 0) {
        smooth.resize(raw.size());
        std::transform(raw.begin(), raw.end(), smooth.begin(),
                       [&drawn](double value) { return drawn.smoother.next(value); });
    }
    const auto put = [&](int curve, const std::vector<double> &y) {
        if (isAll) {
            m_chart.setPoints(curve, x, y);
        } else {
            m_chart.addPoints(curve, x, y);
        }
    };
    put(drawn.raw, raw);
    if (drawn.smooth >= 0) {
        put(drawn.smooth, smooth);
    }
    drawn.numDrawn = series.size();
}

void RunCurves::drawMarks(const RunAxisMap &map)
{
    std::vector<ChartMark> marks;
    const auto loss
        = std::find_if(m_drawn.begin(), m_drawn.end(), [](const Drawn &drawn) { return drawn.metric == kLoss; });
    for (const RunMark &mark : m_record->marks()) {
        const bool isStage = mark.kind == RunMark::Kind::stage;
        marks.push_back({isStage ? ChartMark::Kind::stage : ChartMark::Kind::trouble, map.at(mark.step), mark.text,
                         loss == m_drawn.end() ? -1 : loss->raw});
    }
    for (const SavedPoint &point : m_record->savedPoints()) {
        marks.push_back({ChartMark::Kind::savedPoint, map.at(point.step), {}, -1});
    }
    m_chart.setMarks(std::move(marks));
}

} // namespace bafo::ui
