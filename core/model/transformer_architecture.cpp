// SPDX-License-Identifier: Apache-2.0
#include "core/model/transformer_architecture.h"

#include "core/model/transformer_block.h"

namespace bafo::model {
namespace {

std::string layerPrefix(std::int64_t layer)
{
    return "model.layers." + std::to_string(layer) + ".";
}

void addLinear(std::vector<TensorSpec> &tensors, const std::string &name, std::int64_t outputs, std::int64_t inputs,
               bool hasBias)
{
    tensors.push_back({.name = name + ".weight", .shape = {outputs, inputs}});
    if (hasBias) {
        tensors.push_back({.name = name + ".bias", .shape = {outputs}, .isDecayed = false});
    }
}

/// A norm whose factor is 1 in a fresh model.
TensorSpec normSpec(const std::string &name, const ModelConfig &config)
{
    return {.name = name,
            .shape = {config.hiddenSize},
            .isDecayed = false,
            .isNorm = true,
            .freshValue = 1 - config.normOffset};
}

void addLayer(std::vector<TensorSpec> &tensors, const std::string &prefix, const ModelConfig &config,
              const NormNames &norms)
{
    const std::int64_t width = config.hiddenSize;
    const std::int64_t queries = config.numHeads * config.headSize;
    const std::int64_t keys = config.numKeyValueHeads * config.headSize;
    const auto addNorm = [&](const std::string &name) {
        if (!name.empty()) {
            tensors.push_back(normSpec(prefix + name + ".weight", config));
        }
    };
    addNorm(norms.attention);
    addLinear(tensors, prefix + "self_attn.q_proj", queries, width, config.hasAttentionBias);
    addLinear(tensors, prefix + "self_attn.k_proj", keys, width, config.hasAttentionBias);
    addLinear(tensors, prefix + "self_attn.v_proj", keys, width, config.hasAttentionBias);
    addLinear(tensors, prefix + "self_attn.o_proj", width, queries, config.hasAttentionOutputBias);
    addNorm(norms.attentionEnd);
    addNorm(norms.feedForward);
    addLinear(tensors, prefix + "mlp.gate_proj", config.intermediateSize, width, config.hasFeedForwardBias);
    addLinear(tensors, prefix + "mlp.up_proj", config.intermediateSize, width, config.hasFeedForwardBias);
    addLinear(tensors, prefix + "mlp.down_proj", width, config.intermediateSize, config.hasFeedForwardBias);
    addNorm(norms.feedForwardEnd);
}

} // namespace

std::vector<TensorSpec> TransformerArchitecture::tensors(const ModelConfig &config) const
{
    std::vector<TensorSpec> all;
    const std::vector<std::int64_t> table = {config.vocabularySize, config.hiddenSize};
    all.push_back({.name = embeddingName(), .shape = table, .isEmbedding = true});
    for (std::int64_t layer = 0; layer < config.numLayers; ++layer) {
        addLayer(all, layerPrefix(layer), config, normNames());
    }
    all.push_back(normSpec(finalNormName(), config));
    all.push_back({.name = headName(),
                   .shape = table,
                   .isEmbedding = true,
                   .tiedTo = config.isTied ? embeddingName() : std::string()});
    return all;
}

std::unique_ptr<Block> TransformerArchitecture::makeBlock(const ModelConfig &config, std::int64_t layer,
                                                          WeightStore &weights) const
{
    const std::string prefix = layerPrefix(layer);
    const auto linear = [&](const std::string &name) {
        return LinearWeights{.weight = &weights.at(prefix + name + ".weight"),
                             .bias = weights.find(prefix + name + ".bias"),
                             .lowRank = weights.lowRankOf(prefix + name)};
    };
    const auto norm = [&](const std::string &name) {
        return Norm{.weight = name.empty() ? nullptr : &weights.at(prefix + name + ".weight"),
                    .epsilon = config.normEpsilon,
                    .offset = config.normOffset};
    };
    const NormNames norms = normNames();
    return makeTransformerBlock(
        {.layer = layer,
         .numHeads = config.numHeads,
         .numKeyValueHeads = config.numKeyValueHeads,
         .headSize = config.headSize,
         .activation = config.activation,
         .attention
         = {.scale = config.attentionScale, .softCap = config.attentionSoftCap, .window = config.windowOf(layer)}},
        {.attentionNorm = norm(norms.attention),
         .queries = linear("self_attn.q_proj"),
         .keys = linear("self_attn.k_proj"),
         .values = linear("self_attn.v_proj"),
         .attentionOutput = linear("self_attn.o_proj"),
         .attentionEndNorm = norm(norms.attentionEnd),
         .feedForwardNorm = norm(norms.feedForward),
         .gate = linear("mlp.gate_proj"),
         .up = linear("mlp.up_proj"),
         .down = linear("mlp.down_proj"),
         .feedForwardEndNorm = norm(norms.feedForwardEnd)});
}

} // namespace bafo::model
