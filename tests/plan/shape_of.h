// SPDX-License-Identifier: Apache-2.0
// Sizes of a decoder without a folder.
#pragma once

#include "core/plan/model_shape.h"

#include <string>

namespace bafo::fakes {

struct ShapeSizes {
    std::int64_t vocabulary = 4096;
    std::int64_t width = 128;
    std::int64_t inner = 512;
    std::int64_t numLayers = 6;
    std::int64_t numHeads = 4;
    std::int64_t queries = 128;
    std::int64_t keys = 64;
    bool isTied = true;
};

/// Of the Llama family, in fp32.
inline plan::ModelShape shapeOf(const ShapeSizes &sizes = {})
{
    const auto tensor = [](const std::string &name, std::int64_t rows, std::int64_t rowSize) {
        return plan::TensorShape{.name = name, .rows = rows, .rowSize = rowSize, .fileBytes = rows * rowSize * 4};
    };
    plan::ModelShape shape;
    shape.architecture = "llama";
    shape.vocabularySize = sizes.vocabulary;
    shape.hiddenSize = sizes.width;
    shape.intermediateSize = sizes.inner;
    shape.numHeads = sizes.numHeads;
    shape.queryWidth = sizes.queries;
    shape.keyWidth = sizes.keys;
    shape.isTied = sizes.isTied;
    shape.units.push_back({tensor("model.embed_tokens.weight", sizes.vocabulary, sizes.width),
                           tensor("model.norm.weight", sizes.width, 1)});
    if (!sizes.isTied) {
        shape.units.front().push_back(tensor("lm_head.weight", sizes.vocabulary, sizes.width));
    }
    for (std::int64_t layer = 0; layer < sizes.numLayers; ++layer) {
        const std::string prefix = "model.layers." + std::to_string(layer) + ".";
        shape.units.push_back({tensor(prefix + "input_layernorm.weight", sizes.width, 1),
                               tensor(prefix + "mlp.down_proj.weight", sizes.width, sizes.inner),
                               tensor(prefix + "mlp.gate_proj.weight", sizes.inner, sizes.width),
                               tensor(prefix + "mlp.up_proj.weight", sizes.inner, sizes.width),
                               tensor(prefix + "post_attention_layernorm.weight", sizes.width, 1),
                               tensor(prefix + "self_attn.k_proj.weight", sizes.keys, sizes.width),
                               tensor(prefix + "self_attn.o_proj.weight", sizes.width, sizes.queries),
                               tensor(prefix + "self_attn.q_proj.weight", sizes.queries, sizes.width),
                               tensor(prefix + "self_attn.v_proj.weight", sizes.keys, sizes.width)});
    }
    return shape;
}

} // namespace bafo::fakes
