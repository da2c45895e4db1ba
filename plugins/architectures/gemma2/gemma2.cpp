// SPDX-License-Identifier: Apache-2.0
#include "plugins/architectures/gemma2/gemma2.h"

#include "core/model/decoder_config.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace bafo::architectures {
namespace {

/// Null switches a soft cap off; a missing one has the family's value.
double readSoftCap(model::ConfigReader &reader, const std::string &key, double fallback)
{
    return reader.isNull(key) ? 0 : reader.number(key, fallback);
}

/// Counted from 0, even layers are local where nothing else is said.
void readWindows(model::ConfigReader &reader, model::ModelConfig &config)
{
    const auto localLayers = model::readLocalLayers(reader, config);
    const bool hasNoWindow = reader.isNull("sliding_window");
    const std::int64_t window = reader.count("sliding_window", 4096);
    for (std::int64_t layer = 0; layer < config.numLayers; ++layer) {
        const bool isLocal = localLayers ? (*localLayers)[static_cast<std::size_t>(layer)] : layer % 2 == 0;
        reader.expect(!isLocal || !hasNoWindow, "sliding_window", "there are layers that look through it");
        config.windows.push_back(isLocal ? window : 0);
    }
    // A second name in the first folders that Google published; nothing reads it.
    reader.only("sliding_window_size", window, "it contradicts 'sliding_window'");
}

void readOwnKeys(model::ConfigReader &reader, model::ModelConfig &config)
{
    constexpr double kDefaultScalar = 256;
    reader.expect(!reader.isNull("num_key_value_heads"), "num_key_value_heads");
    reader.expect(!reader.isNull("head_dim"), "head_dim");
    reader.expect(!reader.isNull("hidden_activation"), "hidden_activation");
    config.activation = model::readActivation(reader, "hidden_activation", "gelu_pytorch_tanh");
    reader.ignore("hidden_act"); // of Gemma-1's folders: this family reads the other one
    config.normOffset = 1;
    config.embeddingScale = std::sqrt(static_cast<double>(config.hiddenSize));
    config.attentionScale = 1 / std::sqrt(reader.number("query_pre_attn_scalar", kDefaultScalar));
    config.attentionSoftCap = readSoftCap(reader, "attn_logit_softcapping", 50);
    config.finalSoftCap = readSoftCap(reader, "final_logit_softcapping", 30);
    config.hasAttentionBias = reader.flag("attention_bias", false);
    config.hasAttentionOutputBias = config.hasAttentionBias;
    reader.only("use_bidirectional_attention", false, "rows only look back here");
    readWindows(reader, config);
}

} // namespace

Result<model::ModelConfig> Gemma2::parseConfig(const nlohmann::json &config) const
{
    return model::parseDecoderConfig(config,
                                     {.architecture = std::string(name()),
                                      .numKeyValueHeads = 4,
                                      .headSize = 256,
                                      .contextLength = 8192,
                                      .isTied = true},
                                     readOwnKeys);
}

model::NormNames Gemma2::normNames() const
{
    return {.attention = "input_layernorm",
            .attentionEnd = "post_attention_layernorm",
            .feedForward = "pre_feedforward_layernorm",
            .feedForwardEnd = "post_feedforward_layernorm"};
}

} // namespace bafo::architectures
