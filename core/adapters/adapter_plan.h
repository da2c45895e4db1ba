// SPDX-License-Identifier: Apache-2.0
// Which weights an adapter adds to a model, and where they come in.
//
// Names: those of PEFT without "base_model.model." in front.
#pragma once

#include "core/adapters/adapter_settings.h"
#include "core/base/result.h"
#include "core/model/architecture.h"
#include "core/model/model_config.h"
#include "core/model/weight_store.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bafo::adapters {

/// Two matrices beside a linear layer.
struct LayerAdapter {
    std::string layer; ///< "model.layers.0.self_attn.q_proj"
    std::int64_t index = 0; ///< of the block
    std::int64_t use = 0; ///< of its adapters: for random draws
    std::int64_t inputs = 0;
    std::int64_t outputs = 0;
    std::int64_t rank = 0;
    double scale = 1;

    [[nodiscard]] std::string weightName() const { return layer + ".weight"; }
    [[nodiscard]] std::string downName() const { return layer + ".lora_A.weight"; }
    [[nodiscard]] std::string upName() const { return layer + ".lora_B.weight"; }
};

/// Rows in the place of some of a table's.
struct RowAdapter {
    std::string table; ///< "model.embed_tokens", "lm_head"
    std::vector<std::int64_t> ids;
    std::int64_t width = 0;
    std::int64_t numTokens = 0;

    [[nodiscard]] std::string weightName() const { return table + ".weight"; }
    [[nodiscard]] std::string rowsName() const { return table + ".token_adapter.trainable_tokens_delta"; }
};

/// A plain value.
struct AdapterPlan {
    std::vector<LayerAdapter> layers;
    std::vector<RowAdapter> rows;
    double dropout = 0;

    /// What it adds to the tensors of its base.
    [[nodiscard]] std::vector<model::TensorSpec> tensors() const;

    /// Puts it into a store that was made of the base's tensors and these: the base is frozen from now on, and what is
    /// built over the store computes with the adapter.
    void attachTo(model::WeightStore &weights) const;

    [[nodiscard]] const LayerAdapter *layerOf(const std::string &weightName) const;
    [[nodiscard]] const RowAdapter *rowsOf(const std::string &weightName) const;
};

/// Fails (data) where the settings want an adapter on something else than the linear layers of blocks, on nothing at
/// all, or on rows that the model does not have.
[[nodiscard]] Result<AdapterPlan> planAdapter(const AdapterSettings &settings, const model::Architecture &architecture,
                                              const model::ModelConfig &config);

/// What a new adapter begins with, from value `first` on: A uniform within 1 / inputs^1/2 on both sides, as PEFT
/// (Kaiming's with a = 5^1/2), B zero, so that the model begins as its base. Drawn by seed, name and place, so every
/// rank draws its own rows. Rows of tokens begin as the base's: those are not drawn.
void drawFresh(std::span<float> values, const model::TensorSpec &tensor, std::int64_t first, std::uint64_t seed);

} // namespace bafo::adapters
