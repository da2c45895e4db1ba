// SPDX-License-Identifier: Apache-2.0
#include "plugins/architectures/llama/llama.h"

#include "core/model/decoder_config.h"

#include <nlohmann/json.hpp>

namespace bafo::architectures {
namespace {

void readOwnKeys(model::ConfigReader &reader, model::ModelConfig &config)
{
    config.activation = model::readActivation(reader, "hidden_act", "silu");
    config.hasAttentionBias = reader.flag("attention_bias", false);
    config.hasAttentionOutputBias = config.hasAttentionBias;
    config.hasFeedForwardBias = reader.flag("mlp_bias", false);
    reader.only("use_sliding_window", false, "this family has no windows");
}

} // namespace

Result<model::ModelConfig> Llama::parseConfig(const nlohmann::json &config) const
{
    return model::parseDecoderConfig(config, {.architecture = std::string(name()), .contextLength = 2048}, readOwnKeys);
}

} // namespace bafo::architectures
