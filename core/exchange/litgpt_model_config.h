// SPDX-License-Identifier: Apache-2.0
// The model_config.yaml that LitGPT keeps beside its checkpoints, out of a configuration of ours.
// Source of the fields: litgpt/config.py and litgpt/model.py of LitGPT 0.5.13.
#pragma once

#include "core/base/result.h"
#include "core/model/model_config.h"

#include <string>

namespace bafo::exchange {

/// What configFromLitgpt reads back as the same model. LitGPT tells Gemma by the name, so `name` is changed where it
/// would be misunderstood. Refuses (config) what LitGPT has no field for: biases of its own choice, windows outside of
/// Gemma-2, other activations.
[[nodiscard]] Result<std::string> litgptModelConfigOf(const model::ModelConfig &config, const std::string &name);

} // namespace bafo::exchange
