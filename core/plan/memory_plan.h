// SPDX-License-Identifier: Apache-2.0
// What a run will hold in main memory, rank by rank and kind by kind, before it is started.
//
// Goals: within a tenth of what the system counts (VmHWM), from sizes alone, in a millisecond. Non-goals: devices of
// their own memory; what evaluation and samples take, which is less than a training step of the same lengths.
// Rejected: a formula a kind. What is held at one moment depends on what was given back before, so the steps are walked
// through (planned_step.h), and the walk names the same moments as the code.
#pragma once

#include "core/config/run_config.h"
#include "core/plan/memory_ledger.h"
#include "core/plan/model_shape.h"
#include "core/plan/planned_step.h"

#include <cstdint>

namespace bafo::plan {

struct MemoryPlan {
    int numRanks = 1;
    BytesByKind perRank = {}; ///< of the first rank: no other holds more
    std::int64_t programPagesShared = 0; ///< of the program's: all ranks read the same

    /// Beside all that: pages of the weight files while they are read. The system takes them back at will, and they are
    /// gone before the first step.
    std::int64_t filePages = 0;

    /// What the system counts for one rank at most (VmHWM).
    [[nodiscard]] std::int64_t rankBytes() const { return sumOf(perRank); }

    /// Of all ranks and, where there are several, of the process that watches them.
    [[nodiscard]] std::int64_t machineBytes() const;
};

[[nodiscard]] StepSettings stepSettingsOf(const config::RunConfig &config, int numRanks, int numProcessors);

/// Of a training run with these settings on one machine. `tokenizerBytes` is the size of the tokenizer file where it
/// is not the model's own; 0: that one.
[[nodiscard]] MemoryPlan planTraining(const ModelShape &model, const StepSettings &settings,
                                      std::int64_t tokenizerBytes = 0);

/// Of one process that scores batches of these lengths and does not train.
[[nodiscard]] MemoryPlan planScoring(const ModelShape &model, const StepSettings &settings);

} // namespace bafo::plan
