// SPDX-License-Identifier: Apache-2.0
// What a training step of an adapter costs.
#pragma once

#include "core/adapters/adapter_plan.h"

#include <cstdint>

namespace bafo::adapters {

/// Like model::trainingFlopsPerToken, of a step that trains the adapter alone: the base's matrices cost their forward
/// pass and the gradient of what goes in, but none of their own; the adapter's matrices and the head's new rows cost
/// all three, attention as ever. Widening a packed base is left out. Deterministic.
[[nodiscard]] double trainingFlopsPerToken(const AdapterPlan &plan, const model::ModelConfig &config,
                                           std::int64_t sequenceLength);

} // namespace bafo::adapters
