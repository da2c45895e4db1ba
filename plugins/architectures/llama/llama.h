// SPDX-License-Identifier: Apache-2.0
// The Llama family: RMSNorm, rotary positions, grouped queries, SwiGLU, tied or untied head, optional biases.
#pragma once

#include "core/model/architecture.h"

namespace bafo::architectures {

/// Numerics and names after transformers' LlamaForCausalLM. Stateless.
class Llama final : public model::Architecture {
public:
    [[nodiscard]] std::string_view name() const override { return "llama"; }
    [[nodiscard]] Result<model::ModelConfig> parseConfig(const nlohmann::json &config) const override;
    [[nodiscard]] std::vector<model::TensorSpec> tensors(const model::ModelConfig &config) const override;
    [[nodiscard]] std::unique_ptr<model::Block> makeBlock(const model::ModelConfig &config, std::int64_t layer,
                                                          model::WeightStore &weights) const override;
    [[nodiscard]] std::string embeddingName() const override { return "model.embed_tokens.weight"; }
    [[nodiscard]] std::string finalNormName() const override { return "model.norm.weight"; }
    [[nodiscard]] std::string headName() const override { return "lm_head.weight"; }
};

} // namespace bafo::architectures
