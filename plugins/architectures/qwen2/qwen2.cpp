// SPDX-License-Identifier: Apache-2.0
#include "plugins/architectures/qwen2/qwen2.h"

#include "core/model/decoder_config.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bafo::architectures {
namespace {

/// The layers from max_window_layers on are local where nothing else is said.
void readWindows(model::ConfigReader &reader, model::ModelConfig &config)
{
    const auto localLayers = model::readLocalLayers(reader, config);
    const bool hasWindow = reader.flag("use_sliding_window", false) && !reader.isNull("sliding_window");
    if (!hasWindow) {
        reader.ignore("sliding_window");
        reader.ignore("max_window_layers");
        const bool isAnyLocal
            = localLayers && std::find(localLayers->begin(), localLayers->end(), true) != localLayers->end();
        reader.expect(!isAnyLocal, "layer_types", "it names layers with a window, but there is none");
        return;
    }
    const std::int64_t window = reader.count("sliding_window", 4096);
    reader.expect(localLayers || !reader.isNull("max_window_layers"), "max_window_layers");
    const std::int64_t firstLocal = reader.integer("max_window_layers", 28);
    for (std::int64_t layer = 0; layer < config.numLayers; ++layer) {
        const bool isLocal = localLayers ? (*localLayers)[static_cast<std::size_t>(layer)] : layer >= firstLocal;
        config.windows.push_back(isLocal ? window : 0);
    }
}

void readOwnKeys(model::ConfigReader &reader, model::ModelConfig &config)
{
    config.activation = model::readActivation(reader, "hidden_act", "silu");
    config.hasAttentionBias = true;
    reader.only("attention_bias", true, "this family has biases on q, k and v, always");
    reader.only("mlp_bias", false, "this family has no biases there");
    reader.only("use_mrope", false, "positions of several kinds belong to Qwen-2-VL");
    readWindows(reader, config);
}

} // namespace

Result<model::ModelConfig> Qwen2::parseConfig(const nlohmann::json &config) const
{
    return model::parseDecoderConfig(
        config, {.architecture = std::string(name()), .numKeyValueHeads = 32, .contextLength = 32768}, readOwnKeys);
}

} // namespace bafo::architectures
