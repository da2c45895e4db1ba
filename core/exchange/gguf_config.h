// SPDX-License-Identifier: Apache-2.0
// config.json out of the metadata of a GGUF file of architecture llama, qwen2 or gemma2.
// Source of the keys and of their defaults: llama.cpp's gguf-py/gguf/constants.py and llama-model.cpp (load_hparams).
#pragma once

#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <span>
#include <string>
#include <vector>

namespace bafo::exchange {

/// What of a GGUF file decides the configuration.
struct GgufDescription {
    const nlohmann::json &metadata; ///< object: metadata key -> number, string or bool; arrays as their length
    const std::vector<std::string> &tensorNames; ///< GGUF names
    std::span<const float> rotaryFactors; ///< content of rope_freqs.weight; empty where absent
};

/// The config.json that transformers would need for the same logits. Keys of other prefixes than the architecture's
/// inform and are ignored; a key of the architecture that would change the result and is not understood is refused by
/// name (data), so are missing keys, other architectures, and rotary factors that no known scaling gives.
[[nodiscard]] Result<nlohmann::ordered_json> configFromGguf(const GgufDescription &description);

/// The factors that llama.cpp's converter writes to rope_freqs.weight for "rope_type": "llama3" (Llama 3.1 reference
/// code, apply_scaling), one for each of headDim / 2 frequencies.
[[nodiscard]] std::vector<double> llama3RotaryFactors(std::size_t numFrequencies, double theta, double factor,
                                                      double lowFactor, double highFactor, double originalLength);

} // namespace bafo::exchange
