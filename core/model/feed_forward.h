// SPDX-License-Identifier: Apache-2.0
// The gated end of a feed-forward part (Shazeer, "GLU variants improve transformer", 2020).
#pragma once

#include "core/model/linear.h"

#include <ATen/core/Tensor.h>

namespace bafo::model {

/// down(silu(gate) * up): gate and up [..., F] contiguous -> [..., D]. Keeps gate and up for backward, where the
/// product between them is made again: it is the widest tensor of a block, and cheap.
[[nodiscard]] at::Tensor gatedLinear(const at::Tensor &gate, const at::Tensor &up, const LinearWeights &down);

} // namespace bafo::model
