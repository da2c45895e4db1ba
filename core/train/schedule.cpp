// SPDX-License-Identifier: Apache-2.0
#include "core/train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace bafo::train {
namespace {

/// 1 is the peak, 0 the minimum.
double between(const Schedule &schedule, double weightOfPeak)
{
    return schedule.minimumLearningRate + (schedule.peakLearningRate - schedule.minimumLearningRate) * weightOfPeak;
}

/// Progress is 0 at the last stable step and 1 at the run's last one.
double decayingRate(const Schedule &schedule, std::int64_t step)
{
    const std::int64_t decaySteps = decayStepsOf(schedule);
    const std::int64_t done = std::min(decaySteps, step + 1 - (schedule.totalSteps - decaySteps));
    if (done <= 0) {
        return schedule.peakLearningRate;
    }
    return between(schedule, 1.0 - std::sqrt(static_cast<double>(done) / static_cast<double>(decaySteps)));
}

} // namespace

std::int64_t decayStepsOf(const Schedule &schedule)
{
    return std::max<std::int64_t>(1, std::llround(schedule.decayShare * static_cast<double>(schedule.totalSteps)));
}

Result<void> checkSchedule(const Schedule &schedule)
{
    const std::int64_t decaySteps = decayStepsOf(schedule);
    if (schedule.kind != ScheduleKind::wsd || schedule.warmupSteps <= schedule.totalSteps - decaySteps) {
        return {};
    }
    return fail(ErrorCode::config,
                "schedule.warmup_steps " + std::to_string(schedule.warmupSteps) + " and a decay of "
                    + std::to_string(decaySteps) + " steps (schedule.decay_share) are more than the "
                    + std::to_string(schedule.totalSteps) + " steps of the run",
                "lower schedule.warmup_steps or schedule.decay_share, or raise steps");
}

double learningRateAt(const Schedule &schedule, std::int64_t step)
{
    if (step < schedule.warmupSteps) {
        return schedule.peakLearningRate * static_cast<double>(step + 1) / static_cast<double>(schedule.warmupSteps);
    }
    if (schedule.kind == ScheduleKind::constant) {
        return schedule.peakLearningRate;
    }
    if (schedule.kind == ScheduleKind::wsd) {
        return decayingRate(schedule, step);
    }
    // The last step (totalSteps - 1) stands at the end of the cosine.
    const std::int64_t decaySteps = schedule.totalSteps - schedule.warmupSteps - 1;
    if (decaySteps <= 0) {
        return schedule.peakLearningRate;
    }
    const double progress
        = std::min(1.0, static_cast<double>(step - schedule.warmupSteps) / static_cast<double>(decaySteps));
    const double weight = 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
    return between(schedule, weight);
}

} // namespace bafo::train
