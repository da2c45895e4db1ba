// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/llama_cpp_limits.h"

#include <cmath>

namespace bafo::exchange {
namespace {

using model::ModelConfig;

bool hasWindows(const ModelConfig &config)
{
    for (std::int64_t layer = 0; layer < config.numLayers; ++layer) {
        if (config.windowOf(layer) > 0 && config.windowOf(layer) < config.contextLength) {
            return true;
        }
    }
    return false;
}

/// The first layer has a window, the second none, and so on.
bool doWindowsAlternate(const ModelConfig &config)
{
    for (std::int64_t layer = 0; layer < config.numLayers; ++layer) {
        const std::int64_t window = config.windowOf(layer);
        if ((window > 0) != (layer % 2 == 0) || (window > 0 && window != config.windowOf(0))) {
            return false;
        }
    }
    return true;
}

std::optional<std::string> whyNotGemma2(const ModelConfig &config)
{
    const bool is27B = config.numLayers == 46; // told apart by that alone
    const double scaledBy = static_cast<double>(is27B ? config.hiddenSize / config.numHeads : config.headSize);
    const double scale = config.attentionScale.value_or(1 / std::sqrt(static_cast<double>(config.headSize)));
    if (!config.isTied) {
        return "it knows no Gemma-2 whose head is not its embedding: its converter would leave out the trained head "
               "and use the embedding in its place";
    }
    if (std::abs(scale * std::sqrt(scaledBy) - 1) > 1e-6) {
        return "it scales scores by the size of a head, and this model by its query_pre_attn_scalar";
    }
    if (!doWindowsAlternate(config)) {
        return "it gives every second layer a window, beginning with the first, and this model's layer_types differ";
    }
    if (config.attentionSoftCap == 0 || config.finalSoftCap == 0) {
        return "it caps scores at 50 and logits at 30 where config.json names no cap";
    }
    if (config.hasAttentionBias) {
        return "it knows no biases in Gemma-2's attention";
    }
    if (std::abs(config.embeddingScale / std::sqrt(static_cast<double>(config.hiddenSize)) - 1) > 1e-6) {
        return "it scales what it reads by the square root of the width, and this model by another number";
    }
    return std::nullopt;
}

std::optional<std::string> whyNotQwen2(const ModelConfig &config)
{
    if (config.numHeads * config.headSize != config.hiddenSize) {
        return "it takes the heads of this family to be as wide as the model together, and this model's head_dim "
               "differs";
    }
    if (config.hasAttentionOutputBias || config.hasFeedForwardBias) {
        return "it reads biases of this family beside q, k and v only";
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string> whyNotForLlamaCpp(const ModelConfig &config)
{
    if (config.rotaryScaling.kind == model::RotaryScalingKind::llama3 && config.architecture != "llama") {
        return "it stretches rotary frequencies as Llama 3 does (rope_scaling) for models of family llama only";
    }
    if (config.architecture == "gemma2") {
        return whyNotGemma2(config);
    }
    if (config.activation != model::Activation::silu) {
        return "it computes this family with silu, and this model's hidden_act is another";
    }
    if (hasWindows(config)) {
        return "it reads no windows for this family, and this model's layers have some";
    }
    return config.architecture == "qwen2" ? whyNotQwen2(config) : std::nullopt;
}

} // namespace bafo::exchange
