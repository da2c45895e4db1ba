// SPDX-License-Identifier: Apache-2.0
// The adapter that a run trains beside its model, where its settings say so.
#pragma once

#include "core/adapters/adapter_plan.h"
#include "core/adapters/adapter_settings.h"
#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/exchange/model_folder.h"
#include "core/model/weight_store.h"
#include "core/train/sharded_weights.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace bafo::engine {

struct RunAdapter {
    adapters::AdapterSettings settings;
    adapters::AdapterPlan plan;
};

/// Nothing for a run that trains the model itself. Fails (config) where the settings do not suit the model.
[[nodiscard]] Result<std::optional<RunAdapter>> runAdapterOf(FileSystem &files, const config::RunConfig &config,
                                                             const exchange::ModelFolder &base);

/// A store without values for the base's tensors and the adapter's, put together.
[[nodiscard]] model::WeightStore storeOf(const exchange::ModelFolder &base, const std::optional<RunAdapter> &adapter);

/// Each rank its rows: of the base as they lie in its files, of the adapter as a new one begins.
[[nodiscard]] Result<void> loadWeights(const exchange::ModelFolder &base, const std::optional<RunAdapter> &adapter,
                                       std::uint64_t seed, train::ShardedWeights &weights);

/// What the run's model consists of: the adapter's tensors, or those of the base that are not tied to another.
[[nodiscard]] std::vector<model::TensorSpec> trainedTensorsOf(const exchange::ModelFolder &base,
                                                              const std::optional<RunAdapter> &adapter);

} // namespace bafo::engine
