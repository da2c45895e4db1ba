// SPDX-License-Identifier: Apache-2.0
// Root mean square norm (Zhang and Sennrich 2019) as the Llama family has it: x / sqrt(mean(x^2) + epsilon) * weight.
//
// Shapes: N rows, D width. All tensors fp32 and contiguous.
#pragma once

#include "core/model/weight.h"

#include <ATen/core/Tensor.h>

namespace bafo::model {

/// x [..., D], weight [D] -> [..., D]. Keeps x and one number a row for backward.
[[nodiscard]] at::Tensor rmsNorm(const at::Tensor &x, Weight &weight, double epsilon);

/// The pieces it is made of, for functions that make the normed rows again in backward.

/// 1 / sqrt(mean(x^2) + epsilon) of every row: [N].
[[nodiscard]] at::Tensor rowScales(const at::Tensor &x_ND, double epsilon);

/// x * scale * weight.
[[nodiscard]] at::Tensor normedRows(const at::Tensor &x_ND, const at::Tensor &weight_D, const at::Tensor &scale_N);

/// Gradient of normedRows with respect to x, through the scale too.
[[nodiscard]] at::Tensor normInputGradient(const at::Tensor &gradient_ND, const at::Tensor &x_ND,
                                           const at::Tensor &weight_D, const at::Tensor &scale_N);

/// Gradient with respect to the weight: summed over the rows in their order, whatever the number of threads.
[[nodiscard]] at::Tensor normWeightGradient(const at::Tensor &gradient_ND, const at::Tensor &x_ND,
                                            const at::Tensor &scale_N);

} // namespace bafo::model
