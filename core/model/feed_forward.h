// SPDX-License-Identifier: Apache-2.0
// The gated end of a feed-forward part (Shazeer, "GLU variants improve transformer", 2020).
#pragma once

#include "core/model/linear.h"
#include "core/model/model_config.h"

#include <ATen/core/Tensor.h>

namespace bafo::model {

/// down(activation(gate) * up): gate and up [..., F] contiguous -> [..., D]. Keeps gate and up for backward, where the
/// product between them is made again: it is the widest tensor of a block, and cheap.
[[nodiscard]] at::Tensor gatedLinear(const at::Tensor &gate, const at::Tensor &up, const LinearWeights &down,
                                     Activation activation);

} // namespace bafo::model
