// SPDX-License-Identifier: Apache-2.0
// Root mean square norm (Zhang and Sennrich 2019) as the Llama family has it: x / sqrt(mean(x^2) + epsilon) * weight.
#pragma once

#include "core/model/weight.h"

#include <ATen/core/Tensor.h>

namespace bafo::model {

/// x [..., D] fp32, weight [D] -> [..., D].
[[nodiscard]] at::Tensor rmsNorm(const at::Tensor &x, Weight &weight, double epsilon);

} // namespace bafo::model
