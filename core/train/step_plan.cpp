// SPDX-License-Identifier: Apache-2.0
#include "core/train/step_plan.h"

#include <algorithm>
#include <string>

namespace bafo::train {
namespace {

/// Steps whose cost stays within the limit. Costs are added as they will be during the run.
std::int64_t stepsWithinFlops(const StepPlan::Inputs &inputs, std::int64_t numSteps)
{
    const double perStep = inputs.flopsPerSequence * static_cast<double>(inputs.sequencesPerStep);
    if (perStep <= 0) {
        return numSteps;
    }
    const double fitting = inputs.limits.maxFlops / perStep;
    return fitting >= static_cast<double>(numSteps) ? numSteps : static_cast<std::int64_t>(fitting);
}

std::int64_t stepsWithinBytes(const StepPlan::Inputs &inputs, std::int64_t numSteps)
{
    std::int64_t bytes = 0;
    for (std::int64_t step = 0; step < numSteps; ++step) {
        const std::int64_t first = step * inputs.sequencesPerStep;
        const std::int64_t end = std::min(first + inputs.sequencesPerStep, inputs.numSequences);
        for (std::int64_t sequence = first; sequence < end; ++sequence) {
            bytes += inputs.bytesOfSequence(sequence);
        }
        if (bytes > inputs.limits.maxBytes) {
            return step;
        }
    }
    return numSteps;
}

} // namespace

const char *nameOf(StopReason reason)
{
    switch (reason) {
    case StopReason::steps:
        return "steps";
    case StopReason::curriculum:
        return "curriculum";
    case StopReason::flops:
        return "max_flops";
    case StopReason::bytes:
        return "max_bytes";
    }
    return "";
}

Result<StepPlan> StepPlan::create(const Inputs &inputs)
{
    if (inputs.numSequences <= 0) {
        return fail(ErrorCode::data, "the curriculum has no text", "check that its datasets are not empty");
    }
    StepPlan plan;
    plan.m_numSequences = inputs.numSequences;
    plan.m_sequencesPerStep = inputs.sequencesPerStep;
    plan.m_microBatch = std::min(inputs.microBatch, inputs.sequencesPerStep);
    const std::int64_t available = (inputs.numSequences + inputs.sequencesPerStep - 1) / inputs.sequencesPerStep;
    plan.m_totalSteps = available;
    if (inputs.limits.steps > available) {
        return fail(ErrorCode::config,
                    "steps: " + std::to_string(inputs.limits.steps) + " asked for, but the curriculum has only "
                        + std::to_string(available),
                    "raise the epochs of a curriculum stage, or set steps to 0 for the whole curriculum");
    }
    if (inputs.limits.steps > 0) {
        plan.m_totalSteps = inputs.limits.steps;
        plan.m_stopReason = StopReason::steps;
    }
    if (inputs.limits.maxFlops > 0) {
        const std::int64_t fitting = stepsWithinFlops(inputs, plan.m_totalSteps);
        if (fitting < plan.m_totalSteps) {
            plan.m_totalSteps = fitting;
            plan.m_stopReason = StopReason::flops;
        }
    }
    if (inputs.limits.maxBytes > 0) {
        const std::int64_t fitting = stepsWithinBytes(inputs, plan.m_totalSteps);
        if (fitting < plan.m_totalSteps) {
            plan.m_totalSteps = fitting;
            plan.m_stopReason = StopReason::bytes;
        }
    }
    if (plan.m_totalSteps < 1) {
        return fail(ErrorCode::config, std::string(nameOf(plan.m_stopReason)) + " is too small for a single step",
                    "raise it, or make the step smaller by sequences_per_step");
    }
    return plan;
}

SequenceRange StepPlan::stepAt(std::int64_t cursor) const
{
    return {.first = cursor, .count = std::clamp<std::int64_t>(m_numSequences - cursor, 0, m_sequencesPerStep)};
}

std::vector<SequenceRange> StepPlan::microBatchesOf(SequenceRange step) const
{
    std::vector<SequenceRange> batches;
    for (std::int64_t done = 0; done < step.count; done += m_microBatch) {
        batches.push_back({.first = step.first + done, .count = std::min(m_microBatch, step.count - done)});
    }
    return batches;
}

} // namespace bafo::train
