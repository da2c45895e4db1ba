// SPDX-License-Identifier: Apache-2.0
// What an adapter adds to a linear layer (LoRA: Hu et al., arXiv 2106.09685): y += scale * (dropout(x) A^T) B^T.
//
// Shapes: B batch, T time, N both together, I inputs, O outputs, R rank.
#pragma once

#include "core/model/dropout.h"
#include "core/model/weight.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace bafo::model {

/// Two weights like any others: they are gathered, updated and saved with the layer that they belong to. Borrows both.
/// Rows and gradients come in three dimensions [B, T, ...] where there is dropout, whose draws go by sequence.
struct LowRank {
    Weight *down = nullptr; ///< A [R, I]
    Weight *up = nullptr; ///< B [O, R]
    double scale = 1; ///< alpha / R, or alpha / R^1/2 where it is rank-stabilised (Kalajdzievski, arXiv 2312.03732)
    std::int64_t layer = 0; ///< for random draws
    std::int64_t use = 0; ///< tells the draws of a layer's adapters apart, and from other dropout

    /// sum [N, O] += what it makes of x [..., I].
    void addTo(const at::Tensor &sum_NO, const at::Tensor &x, const DropoutPlace &place) const;

    /// sum [N, I] += the gradient of the input, from that of the output [..., O].
    void addInputGradient(const at::Tensor &sum_NI, const at::Tensor &gradient, const DropoutPlace &place) const;

    /// Gives both weights their gradients, where they are not frozen; x [N, I] or [..., I].
    void addGradients(const at::Tensor &gradient, const at::Tensor &x, const DropoutPlace &place) const;

private:
    [[nodiscard]] at::Tensor dropped(const at::Tensor &x, const DropoutPlace &place) const;
    [[nodiscard]] at::Tensor innerGradient(const at::Tensor &gradient) const;
};

} // namespace bafo::model
