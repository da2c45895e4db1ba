// SPDX-License-Identifier: Apache-2.0
// Which changes make a run fit that does not: found by planning it with each of them, the cheapest first.
#pragma once

#include "core/config/run_config.h"
#include "core/plan/memory_plan.h"
#include "core/plan/model_shape.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bafo::plan {

/// Where a run is to work.
struct PlannedPlace {
    int numRanks = 1;
    int numProcessors = 1;
    std::int64_t availableBytes = 0;
    std::int64_t tokenizerBytes = 0; ///< see planTraining
};

/// One setting and what it should be: a knob, or "ranks".
struct PlanChange {
    std::string key;
    std::string value;

    bool operator==(const PlanChange &) const = default;
};

/// Changes that belong together, and what the run takes with them.
struct Mending {
    std::vector<PlanChange> changes;
    MemoryPlan plan;
};

/// Nothing where none of what it knows is enough: the model is too large for the machine, or the sequences are too
/// long. None of the changes alters what is learnt, except by rounding. In this order: fewer sequences at once, smaller
/// chunks of logits, blocks computed again, weights divided too, other numbers of ranks; then several together.
[[nodiscard]] std::optional<Mending> findMending(const ModelShape &model, const config::RunConfig &config,
                                                 const PlannedPlace &place);

/// "recompute=block and micro_batch=1"
[[nodiscard]] std::string inWords(const std::vector<PlanChange> &changes);

} // namespace bafo::plan
