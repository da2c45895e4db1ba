// SPDX-License-Identifier: Apache-2.0
// The gate of a feed-forward part (Shazeer, "GLU variants improve transformer", 2020).
#pragma once

#include <ATen/core/Tensor.h>

namespace bafo::model {

/// silu(gate) * up, element by element. Keeps its two inputs for backward and nothing else.
[[nodiscard]] at::Tensor swiGlu(const at::Tensor &gate, const at::Tensor &up);

} // namespace bafo::model
