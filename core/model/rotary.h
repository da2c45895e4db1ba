// SPDX-License-Identifier: Apache-2.0
// Rotary position embedding (Su et al., arXiv 2104.09864), rotate-half layout as Hugging Face stores it.
//
// Shapes: B batch, T time, H heads, E size of a head.
#pragma once

#include "core/model/model_config.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace bafo::model {

/// Cosines and sines [numPositions, E / 2] of all positions; the arithmetic is transformers', operator by operator, for
/// a last bit in a frequency is many in the angle of a late position. Made in main memory for every device.
class RotaryTable {
public:
    RotaryTable(const ModelConfig &config, std::int64_t numPositions, at::Device device = at::kCPU);

    [[nodiscard]] std::int64_t numPositions() const { return m_cosine.size(0); }
    [[nodiscard]] const at::Tensor &cosine() const { return m_cosine; }
    [[nodiscard]] const at::Tensor &sine() const { return m_sine; }

private:
    at::Tensor m_cosine;
    at::Tensor m_sine;
};

/// Turns x [B, T, H, E], whose first row stands at firstPosition. Backward turns back.
[[nodiscard]] at::Tensor rotate(const at::Tensor &x_BTHE, const RotaryTable &table, std::int64_t firstPosition);

} // namespace bafo::model
