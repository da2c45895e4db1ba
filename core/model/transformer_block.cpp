// SPDX-License-Identifier: Apache-2.0
#include "core/model/transformer_block.h"

#include "core/model/feed_forward.h"

#include <ATen/ATen.h>

namespace bafo::model {
namespace {

/// A layer whose adapter draws for these rows.
LinearWeights placed(LinearWeights layer, const DropoutPlace &place)
{
    layer.place = place;
    return layer;
}

at::Tensor normedWhere(const at::Tensor &x_BTD, const Norm &norm)
{
    return norm.weight == nullptr ? x_BTD : rmsNorm(x_BTD, norm);
}

class TransformerBlock final : public Block {
public:
    TransformerBlock(const BlockOptions &options, const BlockWeights &weights)
        : m_options(options)
        , m_weights(weights)
    {
    }

    at::Tensor forward(const at::Tensor &x_BTD, const BlockContext &context) override
    {
        const at::Tensor attended_BTD = normedWhere(attention(x_BTD, context), m_weights.attentionEndNorm);
        const at::Tensor middle_BTD = x_BTD + dropout(attended_BTD, context.dropout, m_options.layer, 0);
        const at::Tensor fed_BTD = normedWhere(feedForward(middle_BTD, context.dropout), m_weights.feedForwardEndNorm);
        return middle_BTD + dropout(fed_BTD, context.dropout, m_options.layer, 1);
    }

    std::vector<Weight *> weights() override
    {
        std::vector<Weight *> all;
        for (const Norm &norm : {m_weights.attentionNorm, m_weights.attentionEndNorm, m_weights.feedForwardNorm,
                                 m_weights.feedForwardEndNorm}) {
            all.push_back(norm.weight);
        }
        for (const LinearWeights &linear : {m_weights.queries, m_weights.keys, m_weights.values,
                                            m_weights.attentionOutput, m_weights.gate, m_weights.up, m_weights.down}) {
            all.push_back(linear.weight);
            all.push_back(linear.bias);
            if (linear.lowRank != nullptr) {
                all.push_back(linear.lowRank->down);
                all.push_back(linear.lowRank->up);
            }
        }
        std::erase(all, nullptr);
        return all;
    }

private:
    [[nodiscard]] at::Tensor attention(const at::Tensor &x_BTD, const BlockContext &context) const
    {
        const std::int64_t batch = x_BTD.size(0);
        const std::int64_t time = x_BTD.size(1);
        const auto heads = [&](const at::Tensor &rows, std::int64_t count) {
            return rows.view({batch, time, count, m_options.headSize});
        };
        const DropoutPlace &place = context.dropout;
        const auto projected = normedLinears(
            x_BTD, m_weights.attentionNorm,
            {placed(m_weights.queries, place), placed(m_weights.keys, place), placed(m_weights.values, place)});
        const at::Tensor queries
            = rotate(heads(projected[0], m_options.numHeads), context.rotary, context.firstPosition);
        const at::Tensor keys
            = rotate(heads(projected[1], m_options.numKeyValueHeads), context.rotary, context.firstPosition);
        const at::Tensor values = heads(projected[2], m_options.numKeyValueHeads);
        const at::Tensor attended = attend(queries, keys, values, m_options.attention,
                                           {.firstPosition = context.firstPosition,
                                            .cache = context.cache,
                                            .firstVisible_BT = context.firstVisible_BT});
        return linear(attended.reshape({batch, time, m_options.numHeads * m_options.headSize}),
                      placed(m_weights.attentionOutput, place));
    }

    [[nodiscard]] at::Tensor feedForward(const at::Tensor &x_BTD, const DropoutPlace &place) const
    {
        const auto gateAndUp = normedLinears(x_BTD, m_weights.feedForwardNorm,
                                             {placed(m_weights.gate, place), placed(m_weights.up, place)});
        return gatedLinear(gateAndUp[0], gateAndUp[1], placed(m_weights.down, place), m_options.activation);
    }

    BlockOptions m_options;
    BlockWeights m_weights;
};

} // namespace

std::unique_ptr<Block> makeTransformerBlock(const BlockOptions &options, const BlockWeights &weights)
{
    return std::make_unique<TransformerBlock>(options, weights);
}

} // namespace bafo::model
