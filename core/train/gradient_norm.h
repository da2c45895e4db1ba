// SPDX-License-Identifier: Apache-2.0
// The global gradient norm, in an order of summation that does not depend on threads or on how rows are divided among
// ranks.
#pragma once

#include "core/distributed/collectives.h"
#include "core/train/parameter_view.h"

#include <span>
#include <string>

namespace bafo::train {

struct GradientNorm {
    double value = 0;
    std::string firstNonFinite; ///< the first tensor with a NaN or infinite gradient; empty where all are finite
};

/// Square root of the sum of squares of all gradients on all ranks: one fp64 sum a row, then the rows added in the
/// order of the parameters. Only the rows in `trained` count, one list a parameter: what a frozen row's gradient would
/// be is nobody's step. Every rank calls it with its own rows and gets the same answer.
[[nodiscard]] GradientNorm gradientNormOf(std::span<const ParameterView> parameters, std::span<const RowRanges> trained,
                                          distributed::Collectives &ranks);

/// Of one process alone, and all rows.
[[nodiscard]] GradientNorm gradientNormOf(std::span<const ParameterView> parameters);

/// What every gradient is multiplied with so that the norm is at most clipNorm; 1 where it already is, or clipNorm is
/// 0. Same rule as torch.nn.utils.clip_grad_norm_: clipNorm / (norm + 1e-6), at most 1.
[[nodiscard]] double clipFactor(double norm, double clipNorm);

} // namespace bafo::train
