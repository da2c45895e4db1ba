// SPDX-License-Identifier: Apache-2.0
// What the families of decoders have in common: the names that Hugging Face gives their tensors, and the block.
#pragma once

#include "core/model/architecture.h"

namespace bafo::model {

/// Names of the norms of a layer; an empty one is not there.
struct NormNames {
    std::string attention = "input_layernorm";
    std::string attentionEnd = {};
    std::string feedForward = "post_attention_layernorm";
    std::string feedForwardEnd = {};
};

/// A family is its name, its parser of config.json, and which norms it has: everything else is in ModelConfig.
class TransformerArchitecture : public Architecture {
public:
    [[nodiscard]] std::vector<TensorSpec> tensors(const ModelConfig &config) const override;
    [[nodiscard]] std::unique_ptr<Block> makeBlock(const ModelConfig &config, std::int64_t layer,
                                                   WeightStore &weights) const override;
    [[nodiscard]] std::string embeddingName() const override { return "model.embed_tokens.weight"; }
    [[nodiscard]] std::string finalNormName() const override { return "model.norm.weight"; }
    [[nodiscard]] std::string headName() const override { return "lm_head.weight"; }

protected:
    [[nodiscard]] virtual NormNames normNames() const { return {}; }
};

} // namespace bafo::model
