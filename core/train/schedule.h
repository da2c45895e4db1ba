// SPDX-License-Identifier: Apache-2.0
// The learning rate of every step, known before the first one.
#pragma once

#include <cstdint>

namespace bafo::train {

enum class ScheduleKind {
    cosine, ///< linear warm-up to the peak, then half a cosine down to the minimum at the last step
    constant, ///< linear warm-up to the peak, then the peak
};

struct Schedule {
    ScheduleKind kind = ScheduleKind::cosine;
    double peakLearningRate = 0;
    double minimumLearningRate = 0;
    std::int64_t warmupSteps = 0;
    std::int64_t totalSteps = 0;
};

/// Learning rate of step `step`, counted from 0. Step 0 already has peak / warmupSteps, never 0. The cosine is that of
/// Loshchilov and Hutter, "SGDR" (2017), without restarts. A function of the step only, so that resuming cannot change
/// it.
[[nodiscard]] double learningRateAt(const Schedule &schedule, std::int64_t step);

} // namespace bafo::train
