// SPDX-License-Identifier: Apache-2.0
#include "core/train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace bafo::train {

double learningRateAt(const Schedule &schedule, std::int64_t step)
{
    if (step < schedule.warmupSteps) {
        return schedule.peakLearningRate * static_cast<double>(step + 1) / static_cast<double>(schedule.warmupSteps);
    }
    if (schedule.kind == ScheduleKind::constant) {
        return schedule.peakLearningRate;
    }
    // The last step (totalSteps - 1) stands at the end of the cosine.
    const std::int64_t decaySteps = schedule.totalSteps - schedule.warmupSteps - 1;
    if (decaySteps <= 0) {
        return schedule.peakLearningRate;
    }
    const double progress
        = std::min(1.0, static_cast<double>(step - schedule.warmupSteps) / static_cast<double>(decaySteps));
    const double weight = 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
    return schedule.minimumLearningRate + (schedule.peakLearningRate - schedule.minimumLearningRate) * weight;
}

} // namespace bafo::train
