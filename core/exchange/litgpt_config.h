// SPDX-License-Identifier: Apache-2.0
// config.json out of the model_config.yaml that LitGPT keeps beside its checkpoints.
// Source of the fields: litgpt/config.py and litgpt/model.py of LitGPT 0.5.13, and of the versions back to 0.4.9.
#pragma once

#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <string_view>

namespace bafo::exchange {

/// The config.json that transformers would need for the same logits: of families llama, qwen2 and gemma2. `isTied` is
/// what the checkpoint's tensors show; LitGPT's configuration does not say it. Refuses by name (data) every field whose
/// value would change the result and has no counterpart, other families, and what is missing.
[[nodiscard]] Result<nlohmann::ordered_json> configFromLitgpt(std::string_view yaml, bool isTied);

} // namespace bafo::exchange
