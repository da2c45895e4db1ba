// SPDX-License-Identifier: Apache-2.0
// y = x W^T + b with weights that stay outside of autograd's graph: their gradients go straight to the weight handles.
//
// Shapes: N all leading dimensions together, I inputs, O outputs, B batch, T time, D width.
#pragma once

#include "core/model/dropout.h"
#include "core/model/low_rank.h"
#include "core/model/rms_norm.h"
#include "core/model/token_rows.h"
#include "core/model/weight.h"

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bafo::model {

/// A linear layer: weight [O, I], bias [O] or null, adapter or null. Borrows them; they must outlive every graph made
/// with them.
struct LinearWeights {
    Weight *weight = nullptr;
    Weight *bias = nullptr;
    const LowRank *lowRank = nullptr; ///< wants x of three dimensions: see there
    DropoutPlace place = {}; ///< of the rows that go through, for the adapter's draws

    /// x [..., I] -> [..., O], without a graph.
    [[nodiscard]] at::Tensor multiply(const at::Tensor &x) const;

    /// Gradient of the output [..., O] -> gradient of the input [..., I].
    [[nodiscard]] at::Tensor inputGradient(const at::Tensor &gradient) const;

    /// Adds the same to sum [N, I].
    void addInputGradient(const at::Tensor &sum_NI, const at::Tensor &gradient) const;

    /// Gives weight, bias and adapter their gradients, where they are not frozen.
    void addGradients(const at::Tensor &gradient, const at::Tensor &x) const;

    /// Whether addGradients needs x.
    [[nodiscard]] bool needsInput() const { return lowRank != nullptr || !weight->isFrozen(); }

    /// Autograd carries numbers, not pointers.
    static constexpr std::size_t kNumNumbers = 7;
    [[nodiscard]] std::vector<std::int64_t> numbers() const;
    [[nodiscard]] static LinearWeights fromNumbers(const std::vector<std::int64_t> &numbers, std::size_t first = 0);
};

/// x [..., I] -> [..., O]. Keeps x for backward.
[[nodiscard]] at::Tensor linear(const at::Tensor &x, const LinearWeights &layer);

/// Several linear layers over one RMS norm of x [..., D] contiguous: the outputs in order of the layers. Keeps x and
/// one number a row for backward, where the normed rows are made again.
[[nodiscard]] std::vector<at::Tensor> normedLinears(const at::Tensor &x, const Norm &norm,
                                                    const std::vector<LinearWeights> &layers);

/// How tokens become rows, beside the table.
struct EmbeddingOptions {
    double scale = 1; ///< rounded to the table's dtype before it is used, as Gemma was trained
    std::int64_t paddingToken = -1; ///< its row gets no gradient from where it was read; negative: there is none
    const TokenRows *rows = nullptr; ///< in the place of some of the table's, which is frozen then
};

/// Rows ids_BT of weight_VD, scaled -> [B, T, D]. Has no input that needs a gradient, so backward is a call of its own.
[[nodiscard]] at::Tensor embed(const at::Tensor &ids_BT, const Weight &weight_VD, const EmbeddingOptions &options);

/// The embedding's share of the gradient.
void embedBackward(const at::Tensor &ids_BT, const at::Tensor &gradient_BTD, Weight &weight_VD,
                   const EmbeddingOptions &options);

} // namespace bafo::model
