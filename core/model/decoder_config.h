// SPDX-License-Identifier: Apache-2.0
// What config.json says alike in all families of decoders; each adds its own keys.
#pragma once

#include "core/base/result.h"
#include "core/model/config_reader.h"
#include "core/model/model_config.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bafo::model {

/// What transformers takes for keys that are not there; a key without a default must be there.
struct ConfigDefaults {
    std::string architecture = {};
    std::optional<std::int64_t> numKeyValueHeads = std::nullopt; ///< as many as query heads
    std::optional<std::int64_t> headSize = std::nullopt; ///< an even share of the width
    std::int64_t contextLength = 0;
    bool isTied = false;
};

/// Reads the keys of a family into the config, which holds the common ones by then. What is wrong it tells the reader.
using OwnKeys = void (*)(ConfigReader &reader, ModelConfig &config);

/// Refuses by name (data) a key that would change the result and is not understood, a value out of range, and sizes
/// that do not fit each other. Keys and their meaning after transformers 5.3 and 4.51.
[[nodiscard]] Result<ModelConfig> parseDecoderConfig(const nlohmann::json &document, const ConfigDefaults &defaults,
                                                     OwnKeys readOwnKeys);

/// A name of transformers' table of activations.
[[nodiscard]] Activation readActivation(ConfigReader &reader, const std::string &key, const std::string &fallback);

/// "layer_types": which layers look through a window. Nothing where the key is not there.
[[nodiscard]] std::optional<std::vector<bool>> readLocalLayers(ConfigReader &reader, const ModelConfig &config);

} // namespace bafo::model
