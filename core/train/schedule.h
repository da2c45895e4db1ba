// SPDX-License-Identifier: Apache-2.0
// The learning rate of every step, known before the first one.
#pragma once

#include "core/base/result.h"

#include <cstdint>

namespace bafo::train {

enum class ScheduleKind {
    cosine, ///< linear warm-up to the peak, then half a cosine down to the minimum at the last step
    constant, ///< linear warm-up to the peak, then the peak
    wsd, ///< warm-up, stable, decay: linear up to the peak, the peak, then down to the minimum at the last step
};

struct Schedule {
    ScheduleKind kind = ScheduleKind::cosine;
    double peakLearningRate = 0;
    double minimumLearningRate = 0;
    std::int64_t warmupSteps = 0;
    std::int64_t totalSteps = 0;
    double decayShare = 0.2; ///< of the run's steps, its last ones: wsd only
};

/// The last steps of a wsd run, at least one. A share and no number, for a run is often as long as its text or its
/// budget allow, and what serves well is told in shares: 10 % (Hu et al., "MiniCPM", arXiv 2404.06395) to 20 %.
[[nodiscard]] std::int64_t decayStepsOf(const Schedule &schedule);

/// Fails (config), naming the settings, where warm-up and decay would overlap.
[[nodiscard]] Result<void> checkSchedule(const Schedule &schedule);

/// Learning rate of step `step`, counted from 0. Step 0 already has peak / warmupSteps, never 0. The cosine is that of
/// Loshchilov and Hutter, "SGDR" (2017), without restarts. The decay of wsd falls with one minus the
/// square root of its progress, the better one of those that Hägele et al. compare (arXiv 2405.18392). A function of
/// the step and the plan only, both known before the first step: neither resuming nor an early end changes it.
[[nodiscard]] double learningRateAt(const Schedule &schedule, std::int64_t step);

} // namespace bafo::train
