// SPDX-License-Identifier: GPL-3.0-or-later
// One curve: a value for each step that was told, the last one where a step was told twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bafo::ui {

/// Two columns, steps rising. A value that is no number stays in: a chart shows it as a gap.
class MetricSeries {
public:
    void add(std::int64_t step, double value);

    /// What came after this step is void.
    void rewindTo(std::int64_t step);

    [[nodiscard]] const std::vector<std::int64_t> &steps() const { return m_steps; }
    [[nodiscard]] const std::vector<double> &values() const { return m_values; }
    [[nodiscard]] std::size_t size() const { return m_steps.size(); }
    [[nodiscard]] bool isEmpty() const { return m_steps.empty(); }

    /// The value at a step; NaN where there is none.
    [[nodiscard]] double at(std::int64_t step) const;

    /// Grows whenever something other than the end changed: whoever drew the curve has to draw it anew.
    [[nodiscard]] std::uint64_t revision() const { return m_revision; }

private:
    std::vector<std::int64_t> m_steps;
    std::vector<double> m_values;
    std::uint64_t m_revision = 0;
};

/// The average below, value by value: a curve that grows is smoothed on without beginning anew.
class Smoother {
public:
    explicit Smoother(double weight)
        : m_weight(weight)
    {
    }

    double next(double value);
    [[nodiscard]] double weight() const { return m_weight; }

private:
    double m_weight;
    double m_sum = 0;
    double m_mass = 0;
};

/// Exponential moving average with its bias taken out (Kingma and Ba, arXiv 1412.6980, section 3): equal for the first
/// n points however long the curve is. `weight` in [0, 0.999]; a value that is no number is passed over.
[[nodiscard]] std::vector<double> smoothed(const std::vector<double> &values, double weight);

/// The weight for so many points: the average lags by as many points as it spans, 1 / (1 - weight), so it spans at most
/// a fifteenth of them. Rises in steps, so that a curve that grows is seldom smoothed anew; never above `wanted`.
[[nodiscard]] double weightFor(double wanted, std::size_t numPoints);

} // namespace bafo::ui
