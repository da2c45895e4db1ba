// SPDX-License-Identifier: Apache-2.0
// The Gemma-2 family: norms of 1 + w before and after attention and feed-forward part, soft caps, every other layer
// with a window, GeGLU, a scaled embedding, a head that is tied unless config.json says otherwise.
#pragma once

#include "core/model/transformer_architecture.h"

namespace bafo::architectures {

/// Numerics and names after transformers' Gemma2ForCausalLM with eager attention: its other kinds drop the soft cap of
/// scores. Stateless.
class Gemma2 final : public model::TransformerArchitecture {
public:
    [[nodiscard]] std::string_view name() const override { return "gemma2"; }
    [[nodiscard]] Result<model::ModelConfig> parseConfig(const nlohmann::json &config) const override;

protected:
    [[nodiscard]] model::NormNames normNames() const override;
};

} // namespace bafo::architectures
