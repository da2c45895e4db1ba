// SPDX-License-Identifier: Apache-2.0
#include "core/model/feed_forward.h"
#include "core/model/linear.h"
#include "plugins/architectures/llama/llama.h"

#include <ATen/ATen.h>

namespace bafo::architectures {
namespace {

using model::LinearWeights;
using model::Weight;

std::string layerPrefix(std::int64_t layer)
{
    return "model.layers." + std::to_string(layer) + ".";
}

class LlamaBlock final : public model::Block {
public:
    LlamaBlock(const model::ModelConfig &config, std::int64_t layer, model::WeightStore &weights)
        : m_config(config)
        , m_layer(layer)
        , m_inputNorm(weights.at(layerPrefix(layer) + "input_layernorm.weight"))
        , m_queries(find(weights, "self_attn.q_proj"))
        , m_keys(find(weights, "self_attn.k_proj"))
        , m_values(find(weights, "self_attn.v_proj"))
        , m_attentionOutput(find(weights, "self_attn.o_proj"))
        , m_feedForwardNorm(weights.at(layerPrefix(layer) + "post_attention_layernorm.weight"))
        , m_gate(find(weights, "mlp.gate_proj"))
        , m_up(find(weights, "mlp.up_proj"))
        , m_down(find(weights, "mlp.down_proj"))
    {
    }

    at::Tensor forward(const at::Tensor &x_BTD, const model::BlockContext &context) override
    {
        const at::Tensor middle_BTD = x_BTD + model::dropout(attention(x_BTD, context), context.dropout, m_layer, 0);
        const auto gateAndUp
            = model::normedLinears(middle_BTD, m_feedForwardNorm, m_config.normEpsilon, {m_gate, m_up});
        const at::Tensor fed_BTD = model::gatedLinear(gateAndUp[0], gateAndUp[1], m_down);
        return middle_BTD + model::dropout(fed_BTD, context.dropout, m_layer, 1);
    }

    std::vector<Weight *> weights() override
    {
        std::vector<Weight *> all = {&m_inputNorm, &m_feedForwardNorm};
        for (const LinearWeights &linear : {m_queries, m_keys, m_values, m_attentionOutput, m_gate, m_up, m_down}) {
            all.push_back(linear.weight);
            if (linear.bias != nullptr) {
                all.push_back(linear.bias);
            }
        }
        return all;
    }

private:
    [[nodiscard]] LinearWeights find(model::WeightStore &weights, const std::string &name) const
    {
        const std::string prefix = layerPrefix(m_layer) + name;
        return {&weights.at(prefix + ".weight"), weights.find(prefix + ".bias")};
    }

    [[nodiscard]] at::Tensor attention(const at::Tensor &x_BTD, const model::BlockContext &context) const
    {
        const std::int64_t batch = x_BTD.size(0);
        const std::int64_t time = x_BTD.size(1);
        const auto heads = [&](const at::Tensor &rows, std::int64_t count) {
            return rows.view({batch, time, count, m_config.headSize});
        };
        const auto projected
            = model::normedLinears(x_BTD, m_inputNorm, m_config.normEpsilon, {m_queries, m_keys, m_values});
        const at::Tensor queries
            = model::rotate(heads(projected[0], m_config.numHeads), context.rotary, context.firstPosition);
        const at::Tensor keys
            = model::rotate(heads(projected[1], m_config.numKeyValueHeads), context.rotary, context.firstPosition);
        const at::Tensor values = heads(projected[2], m_config.numKeyValueHeads);
        const at::Tensor attended = model::attend(queries, keys, values, context.cache, context.firstPosition);
        return model::linear(attended.reshape({batch, time, m_config.numHeads * m_config.headSize}), m_attentionOutput);
    }

    model::ModelConfig m_config;
    std::int64_t m_layer;
    Weight &m_inputNorm;
    LinearWeights m_queries;
    LinearWeights m_keys;
    LinearWeights m_values;
    LinearWeights m_attentionOutput;
    Weight &m_feedForwardNorm;
    LinearWeights m_gate;
    LinearWeights m_up;
    LinearWeights m_down;
};

void addLinear(std::vector<model::TensorSpec> &tensors, const std::string &name, std::int64_t outputs,
               std::int64_t inputs, bool hasBias)
{
    tensors.push_back({.name = name + ".weight", .shape = {outputs, inputs}});
    if (hasBias) {
        tensors.push_back({.name = name + ".bias", .shape = {outputs}, .isDecayed = false});
    }
}

} // namespace

std::vector<model::TensorSpec> Llama::tensors(const model::ModelConfig &config) const
{
    const std::int64_t width = config.hiddenSize;
    const std::int64_t queries = config.numHeads * config.headSize;
    const std::int64_t keys = config.numKeyValueHeads * config.headSize;
    std::vector<model::TensorSpec> all;
    all.push_back({.name = embeddingName(), .shape = {config.vocabularySize, width}, .isEmbedding = true});
    for (std::int64_t layer = 0; layer < config.numLayers; ++layer) {
        const std::string prefix = layerPrefix(layer);
        all.push_back({.name = prefix + "input_layernorm.weight", .shape = {width}, .isDecayed = false});
        addLinear(all, prefix + "self_attn.q_proj", queries, width, config.hasAttentionBias);
        addLinear(all, prefix + "self_attn.k_proj", keys, width, config.hasAttentionBias);
        addLinear(all, prefix + "self_attn.v_proj", keys, width, config.hasAttentionBias);
        addLinear(all, prefix + "self_attn.o_proj", width, queries, config.hasAttentionBias);
        all.push_back({.name = prefix + "post_attention_layernorm.weight", .shape = {width}, .isDecayed = false});
        addLinear(all, prefix + "mlp.gate_proj", config.intermediateSize, width, config.hasFeedForwardBias);
        addLinear(all, prefix + "mlp.up_proj", config.intermediateSize, width, config.hasFeedForwardBias);
        addLinear(all, prefix + "mlp.down_proj", width, config.intermediateSize, config.hasFeedForwardBias);
    }
    all.push_back({.name = finalNormName(), .shape = {width}, .isDecayed = false});
    all.push_back({.name = headName(),
                   .shape = {config.vocabularySize, width},
                   .isEmbedding = true,
                   .tiedTo = config.isTied ? embeddingName() : std::string()});
    return all;
}

std::unique_ptr<model::Block> Llama::makeBlock(const model::ModelConfig &config, std::int64_t layer,
                                               model::WeightStore &weights) const
{
    return std::make_unique<LlamaBlock>(config, layer, weights);
}

} // namespace bafo::architectures
