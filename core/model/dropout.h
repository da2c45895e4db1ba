// SPDX-License-Identifier: Apache-2.0
// Dropout whose draws depend on seed, step, sequence, layer and place only: not on batches, ranks, or what ran before.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace bafo::model {

/// Where in a run some sequences are. Row b of a batch is sequence firstSequence + b.
struct DropoutPlace {
    double probability = 0;
    double adapterProbability = 0; ///< of what goes into adapters: see low_rank.h
    std::uint64_t seed = 0;
    std::int64_t step = 0;
    std::int64_t firstSequence = 0;
};

/// Zeroes elements of x [B, T, D] with the given probability and divides the others by 1 - probability. `use` tells two
/// calls in one layer apart. With probability 0 it gives x back. Backward draws the same again: nothing is kept.
[[nodiscard]] at::Tensor dropout(const at::Tensor &x_BTD, const DropoutPlace &place, std::int64_t layer,
                                 std::int64_t use);

} // namespace bafo::model
