// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/metric_series.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace bafo::ui {

void MetricSeries::add(std::int64_t step, double value)
{
    if (m_steps.empty() || step > m_steps.back()) {
        m_steps.push_back(step);
        m_values.push_back(value);
        return;
    }
    const auto place = std::lower_bound(m_steps.begin(), m_steps.end(), step);
    const auto index = place - m_steps.begin();
    if (*place == step) {
        m_values[static_cast<std::size_t>(index)] = value;
    } else {
        m_steps.insert(place, step);
        m_values.insert(m_values.begin() + index, value);
    }
    ++m_revision;
}

void MetricSeries::rewindTo(std::int64_t step)
{
    const auto end = std::upper_bound(m_steps.begin(), m_steps.end(), step);
    if (end != m_steps.end()) {
        m_values.resize(static_cast<std::size_t>(end - m_steps.begin()));
        m_steps.erase(end, m_steps.end());
        ++m_revision;
    }
}

double MetricSeries::at(std::int64_t step) const
{
    const auto place = std::lower_bound(m_steps.begin(), m_steps.end(), step);
    return place != m_steps.end() && *place == step ? m_values[static_cast<std::size_t>(place - m_steps.begin())]
                                                    : std::numeric_limits<double>::quiet_NaN();
}

double Smoother::next(double value)
{
    if (!std::isfinite(value)) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    m_sum = m_weight * m_sum + (1 - m_weight) * value;
    m_mass = m_weight * m_mass + (1 - m_weight);
    return m_sum / m_mass;
}

double weightFor(double wanted, std::size_t numPoints)
{
    constexpr double kMostOfThePoints = 1.0 / 15;
    const std::size_t step = std::max<std::size_t>(1, std::bit_floor(numPoints) / 4); // three leading bits count
    const double longest = kMostOfThePoints * static_cast<double>(numPoints / step * step);
    return longest > 1 ? std::min(wanted, 1 - 1 / longest) : 0;
}

std::vector<double> smoothed(const std::vector<double> &values, double weight)
{
    std::vector<double> result(values.size());
    Smoother smoother(weight);
    std::transform(values.begin(), values.end(), result.begin(),
                   [&smoother](double value) { return smoother.next(value); });
    return result;
}

} // namespace bafo::ui
