// SPDX-License-Identifier: Apache-2.0
// What llama.cpp computes for our families whatever config.json says.
// Source: its convert_hf_to_gguf.py (what is written) and llama-model.cpp (what is read, and what is assumed).
#pragma once

#include "core/model/model_config.h"

#include <optional>
#include <string>

namespace bafo::exchange {

/// The first thing in which llama.cpp would compute another model than this one, as a sentence without its end; nothing
/// where none is known.
[[nodiscard]] std::optional<std::string> whyNotForLlamaCpp(const model::ModelConfig &config);

} // namespace bafo::exchange
