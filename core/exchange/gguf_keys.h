// SPDX-License-Identifier: Apache-2.0
// The metadata of a GGUF file that llama.cpp reads a model of ours from.
// Source of the keys: llama.cpp's gguf-py/gguf/constants.py, convert_hf_to_gguf.py and llama-model.cpp (load_hparams).
#pragma once

#include "core/formats/gguf_writer.h"
#include "core/model/model_config.h"
#include "core/text/gguf_vocabulary.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::exchange {

/// What beside the configuration goes into the metadata.
struct GgufDescriptionOut {
    std::string name; ///< of the model, for people
    formats::GgufTensorType type = formats::GgufTensorType::F16; ///< of the matrices
    const text::GgufVocabulary &vocabulary;
    std::vector<std::uint32_t> endTokens; ///< that end an answer; the tokenizer's own where it is empty
    std::string chatTemplate; ///< may be empty
};

/// For a configuration that whyNotForLlamaCpp has nothing against. Adds to `warnings` what cannot be said: more than
/// three tokens that end an answer, or none.
[[nodiscard]] formats::GgufMetadataWriter
ggufKeysOf(const model::ModelConfig &config, const GgufDescriptionOut &description, std::vector<std::string> &warnings);

} // namespace bafo::exchange
