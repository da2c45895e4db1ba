// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_axis.h"

#include <algorithm>
#include <array>

namespace bafo::ui {
namespace {

constexpr std::array kNames{"step", "tokens", "bytes", "time"};
constexpr std::array kSeries{"", "train_tokens", "train_bytes", "time"};

} // namespace

QString nameOf(RunAxis axis)
{
    return QString::fromLatin1(kNames.at(static_cast<std::size_t>(axis)));
}

RunAxis runAxisNamed(const QString &name)
{
    const auto found
        = std::find_if(kNames.begin(), kNames.end(), [&name](const char *one) { return name == QLatin1String(one); });
    return found == kNames.end() ? RunAxis::step : static_cast<RunAxis>(found - kNames.begin());
}

RunAxisMap::RunAxisMap(const RunRecord &record, RunAxis axis)
{
    if (axis != RunAxis::step) {
        m_series = &record.series(QString::fromLatin1(kSeries.at(static_cast<std::size_t>(axis))));
    }
    if (axis == RunAxis::time) {
        m_start = static_cast<double>(record.startedMs()) / 1000;
    }
}

double RunAxisMap::at(std::int64_t step) const
{
    if (m_series == nullptr) {
        return static_cast<double>(step);
    }
    const auto &steps = m_series->steps();
    if (m_last >= steps.size() || steps[m_last] > step) {
        m_last = 0;
    }
    if (steps.empty() || steps.front() > step) {
        return 0;
    }
    if (m_last + 1 < steps.size() && steps[m_last + 1] <= step) {
        ++m_last;
        if (m_last + 1 < steps.size() && steps[m_last + 1] <= step) {
            m_last = static_cast<std::size_t>(std::upper_bound(steps.begin(), steps.end(), step) - steps.begin()) - 1;
        }
    }
    return std::max(0.0, m_series->values()[m_last] - m_start);
}

} // namespace bafo::ui
