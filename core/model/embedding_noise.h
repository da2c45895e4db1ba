// SPDX-License-Identifier: Apache-2.0
// Noise on embeddings in training: NEFTune (arXiv 2310.05914).
#pragma once

#include "core/model/dropout.h"

#include <ATen/core/Tensor.h>

namespace bafo::model {

/// Adds to every element of embeddings x [B, T, D] a number drawn evenly from [-1, 1) times alpha / sqrt(T * D) times
/// `scale`, by which the architecture multiplied its embeddings: so the noise is that on the table's rows. Draws depend
/// on seed, step, sequence and place only. With place.noiseAlpha 0 nothing changes. Gives x back, changed in place
/// where it has the memory layout for that; its gradient is that of what comes out.
[[nodiscard]] at::Tensor withEmbeddingNoise(const at::Tensor &x_BTD, const DropoutPlace &place, double scale);

} // namespace bafo::model
