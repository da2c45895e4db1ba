// SPDX-License-Identifier: Apache-2.0
// The Qwen-2 family (2 and 2.5): Llama's parts with biases on q, k and v, and windows in the upper layers where they
// are switched on.
#pragma once

#include "core/model/transformer_architecture.h"

namespace bafo::architectures {

/// Numerics and names after transformers' Qwen2ForCausalLM. Stateless.
class Qwen2 final : public model::TransformerArchitecture {
public:
    [[nodiscard]] std::string_view name() const override { return "qwen2"; }
    [[nodiscard]] Result<model::ModelConfig> parseConfig(const nlohmann::json &config) const override;
};

} // namespace bafo::architectures
