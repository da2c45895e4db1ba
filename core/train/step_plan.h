// SPDX-License-Identifier: Apache-2.0
// Which sequences belong to which step, and how many steps a run has: all decided before the first step.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace bafo::train {

/// Consecutive sequences of the curriculum, by global index.
struct SequenceRange {
    std::int64_t first = 0;
    std::int64_t count = 0;
};

struct RunLimits {
    std::int64_t steps = 0; ///< 0: the whole curriculum
    double maxFlops = 0; ///< 0: no limit
    std::int64_t maxBytes = 0; ///< 0: no limit
};

enum class StopReason { steps, curriculum, flops, bytes };

[[nodiscard]] const char *nameOf(StopReason reason);

/// The plan of a run. A step is sequencesPerStep consecutive sequences of the curriculum (the last one may have fewer),
/// cut into micro-batches of at most microBatch sequences, so the order never depends on accumulation or resumption.
class StepPlan {
public:
    struct Inputs {
        std::int64_t numSequences = 0; ///< of the whole curriculum, epochs included
        std::int64_t sequencesPerStep = 1;
        std::int64_t microBatch = 1;
        double flopsPerSequence = 0;
        RunLimits limits = {};
        std::function<std::int64_t(std::int64_t)> bytesOfSequence
            = {}; ///< UTF-8 bytes of the targets; asked only under maxBytes
    };

    /// The run ends at the first limit it meets; a step that would go beyond maxFlops or maxBytes is not made. Fails
    /// (config) where not even one step fits, or more steps are asked for than the curriculum has.
    static Result<StepPlan> create(const Inputs &inputs);

    [[nodiscard]] std::int64_t totalSteps() const { return m_totalSteps; }
    [[nodiscard]] StopReason stopReason() const { return m_stopReason; }

    /// The sequences of a step that starts at this global index. Where a step starts is part of the run's saved state.
    [[nodiscard]] SequenceRange stepAt(std::int64_t cursor) const;
    [[nodiscard]] std::vector<SequenceRange> microBatchesOf(SequenceRange step) const;

private:
    StepPlan() = default;

    std::int64_t m_numSequences = 0;
    std::int64_t m_sequencesPerStep = 1;
    std::int64_t m_microBatch = 1;
    std::int64_t m_totalSteps = 0;
    StopReason m_stopReason = StopReason::curriculum;
};

} // namespace bafo::train
