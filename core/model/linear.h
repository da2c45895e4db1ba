// SPDX-License-Identifier: Apache-2.0
// y = x W^T + b with weights that stay outside of autograd's graph: their gradients go straight to the weight handles.
#pragma once

#include "core/model/weight.h"

#include <ATen/core/Tensor.h>

namespace bafo::model {

/// x [..., I], weight [O, I], bias [O] or null -> [..., O].
[[nodiscard]] at::Tensor linear(const at::Tensor &x, Weight &weight, Weight *bias = nullptr);

/// Rows ids_BT of weight_VD -> [B, T, D]. Has no input that needs a gradient, so backward is a call of its own.
[[nodiscard]] at::Tensor embed(const at::Tensor &ids_BT, const Weight &weight_VD);

/// The embedding's share of the gradient.
void embedBackward(const at::Tensor &ids_BT, const at::Tensor &gradient_BTD, Weight &weight_VD);

} // namespace bafo::model
