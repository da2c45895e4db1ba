// SPDX-License-Identifier: Apache-2.0
// Root mean square norm (Zhang and Sennrich 2019): x / sqrt(mean(x^2) + epsilon) * (offset + weight).
//
// Shapes: N rows, D width. All tensors contiguous.
#pragma once

#include "core/model/weight.h"

#include <ATen/core/Tensor.h>

namespace bafo::model {

/// A norm of a model. Borrows its weight [D], which must outlive every graph made with it.
struct Norm {
    Weight *weight = nullptr;
    double epsilon = 1e-6;
    double offset = 0; ///< 1 where the weight is what the factor has more than one, as Gemma stores it

    /// offset + weight, as it is now.
    [[nodiscard]] at::Tensor factor() const;
};

/// x [..., D] -> [..., D]. Keeps x and one number a row for backward.
[[nodiscard]] at::Tensor rmsNorm(const at::Tensor &x, const Norm &norm);

/// The pieces it is made of, for functions that make the normed rows again in backward.

/// 1 / sqrt(mean(x^2) + epsilon) of every row: [N].
[[nodiscard]] at::Tensor rowScales(const at::Tensor &x_ND, double epsilon);

/// x * scale * factor.
[[nodiscard]] at::Tensor normedRows(const at::Tensor &x_ND, const at::Tensor &factor_D, const at::Tensor &scale_N);

/// Gradient of normedRows with respect to x, through the scale too.
[[nodiscard]] at::Tensor normInputGradient(const at::Tensor &gradient_ND, const at::Tensor &x_ND,
                                           const at::Tensor &factor_D, const at::Tensor &scale_N);

/// Gradient with respect to the factor or the weight: summed over the rows in their order, whatever the number of
/// threads.
[[nodiscard]] at::Tensor normWeightGradient(const at::Tensor &gradient_ND, const at::Tensor &x_ND,
                                            const at::Tensor &scale_N);

} // namespace bafo::model
