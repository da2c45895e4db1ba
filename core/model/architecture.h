// SPDX-License-Identifier: Apache-2.0
// A family of models: how its config.json is read, which tensors it has, and how they are put together.
#pragma once

#include "core/base/result.h"
#include "core/model/block.h"
#include "core/model/model_config.h"
#include "core/model/weight_store.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::model {

/// Stateless; any thread. One folder in plugins/architectures and one line in its list.
class Architecture {
public:
    virtual ~Architecture() = default;

    /// "model_type" of config.json.
    [[nodiscard]] virtual std::string_view name() const = 0;

    /// Refuses by name (data) a key that would change the result and is not understood, a value out of range, and sizes
    /// that do not fit each other.
    [[nodiscard]] virtual Result<ModelConfig> parseConfig(const nlohmann::json &config) const = 0;

    /// All tensors in the order of a forward pass, under the names that Hugging Face gives them. The embedding is the
    /// first and the head the last one; a tied head is listed as tied.
    [[nodiscard]] virtual std::vector<TensorSpec> tensors(const ModelConfig &config) const = 0;

    /// The block of one layer, over weights of a store made from tensors(config).
    [[nodiscard]] virtual std::unique_ptr<Block> makeBlock(const ModelConfig &config, std::int64_t layer,
                                                           WeightStore &weights) const = 0;

    /// Names of the parts around the blocks.
    [[nodiscard]] virtual std::string embeddingName() const = 0;
    [[nodiscard]] virtual std::string finalNormName() const = 0;
    [[nodiscard]] virtual std::string headName() const = 0;
};

} // namespace bafo::model
