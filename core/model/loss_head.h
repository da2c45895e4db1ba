// SPDX-License-Identifier: Apache-2.0
// The last linear layer and cross entropy together, in row chunks: the logits of a whole batch never exist.
//
// Shapes: N rows of a batch and time together, C of them in a chunk, D width, V vocabulary.
#pragma once

#include "core/model/token_rows.h"
#include "core/model/weight.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace bafo::model {

struct LossHeadOptions {
    /// Of logits at a time; decides the rows of a chunk, nothing else. 0: 64 MiB, or what 320 rows take where that is
    /// no more than 512 MiB, for the head's gradient passes through memory once a chunk.
    std::int64_t chunkBytes = 0;
    double softCap = 0; ///< logits become softCap * tanh(logit / softCap); 0: they stay
};

/// Rows of a chunk of logits: hangs on the size of the vocabulary and the budget alone, never on the number of rows.
[[nodiscard]] std::int64_t rowsPerChunk(std::int64_t vocabularySize, const LossHeadOptions &options);

struct LossAndGradient {
    double loss = 0; ///< sum over rows with a target of -ln p, times the scale
    at::Tensor hiddenGradient_ND; ///< of that loss
};

/// Exact cross entropy in fp32: no row and no word is left out. Rows with a negative target count nothing; all others
/// are below V (checked once a call: the caller has compared its tokenizer with the head). The scale is one divided by
/// the valid targets of the whole step. Adds the head's gradient to its weight unless that is frozen. `rows` are in the
/// place of some of the head's; null: it has all its own.
[[nodiscard]] LossAndGradient lossAndGradient(const at::Tensor &hidden_ND, const at::Tensor &targets_N, Weight &head_VD,
                                              double scale, const LossHeadOptions &options,
                                              const TokenRows *rows = nullptr);

/// ln p of the target of every row that has one, in order. Targets as above.
[[nodiscard]] std::vector<double> targetLogProbabilities(const at::Tensor &hidden_ND, const at::Tensor &targets_N,
                                                         const Weight &head_VD, const LossHeadOptions &options,
                                                         const TokenRows *rows = nullptr);

} // namespace bafo::model
