// SPDX-License-Identifier: Apache-2.0
// The Llama family: RMSNorm, rotary positions, grouped queries, SwiGLU, tied or untied head, optional biases.
#pragma once

#include "core/model/transformer_architecture.h"

namespace bafo::architectures {

/// Numerics and names after transformers' LlamaForCausalLM. Stateless.
class Llama final : public model::TransformerArchitecture {
public:
    [[nodiscard]] std::string_view name() const override { return "llama"; }
    [[nodiscard]] Result<model::ModelConfig> parseConfig(const nlohmann::json &config) const override;
};

} // namespace bafo::architectures
