// SPDX-License-Identifier: Apache-2.0
// Settings that the model decides about: looked at before a run is there, for the worker would find them wrong.
#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/plan/model_shape.h"

namespace bafo::plan {

/// Fails (config) where sequences are longer than the model's context, or freezing.tensors names a tensor that it has
/// not; where rows of new tokens shall be trained beside an adapter and none is new.
[[nodiscard]] Result<void> checkFitsModel(const ModelShape &model, const config::RunConfig &config);

} // namespace bafo::plan
