// SPDX-License-Identifier: GPL-3.0-or-later
// What the x axis of a run's charts counts, and where each step lies on it.
#pragma once

#include "ui/models/run_record.h"

#include <QString>

#include <cstdint>

namespace bafo::ui {

enum class RunAxis { step, tokens, bytes, time };

/// "step", ...: as a page keeps it in its state. An unknown name is steps.
[[nodiscard]] QString nameOf(RunAxis axis);
[[nodiscard]] RunAxis runAxisNamed(const QString &name);

/// Looks at the record: not longer than that lives, and made anew when it changed. Fast for rising steps.
class RunAxisMap {
public:
    RunAxisMap(const RunRecord &record, RunAxis axis);

    /// Steps, tokens, bytes, or seconds since the run began. A step without a value of its own lies where the last one
    /// before it does, and one before all at 0.
    [[nodiscard]] double at(std::int64_t step) const;

    /// Of the series behind it: whoever drew with another revision has to draw anew.
    [[nodiscard]] std::uint64_t revision() const { return m_series != nullptr ? m_series->revision() : 0; }

private:
    const MetricSeries *m_series = nullptr; ///< null: the step itself
    double m_start = 0;
    mutable std::size_t m_last = 0;
};

} // namespace bafo::ui
