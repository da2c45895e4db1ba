// SPDX-License-Identifier: Apache-2.0
// What a run will take on the disk: saved points, and the model that it makes.
#pragma once

#include "core/config/run_config.h"
#include "core/plan/model_shape.h"

#include <cstdint>

namespace bafo::plan {

struct DiskPlan {
    std::int64_t checkpointBytes = 0; ///< of one saved point: weights and moments of all ranks
    std::int64_t numCheckpoints = 0; ///< one more than are kept: the oldest goes when the newest is whole
    std::int64_t reserveBytes = 0; ///< that a run leaves to others: it does not start without
    std::int64_t modelBytes = 0; ///< of the new model's folder; 0 where none is made

    [[nodiscard]] std::int64_t neededBytes() const
    {
        return checkpointBytes * numCheckpoints + reserveBytes + modelBytes;
    }
};

/// As checkpoint::CheckpointStore reckons before the first step.
[[nodiscard]] DiskPlan planDisk(const ModelShape &model, const config::RunConfig &config);

} // namespace bafo::plan
