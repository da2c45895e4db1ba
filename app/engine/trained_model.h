// SPDX-License-Identifier: Apache-2.0
// The model that a finished run leaves in its project.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/exchange/model_folder.h"
#include "core/model/weight_store.h"
#include "core/runs/project.h"
#include "core/train/run_state.h"

#include <string>

namespace bafo::engine {

/// Fails (config) before training where the name is taken by a model that this very run did not make. True where it
/// did: a worker died between saving the model and saying so.
[[nodiscard]] Result<bool> isAlreadySaved(FileSystem &files, const Path &folder, const std::string &run);

/// The weights as they are now, with configuration, tokenizer and lineage of the model that the run began with.
[[nodiscard]] Result<void> saveTrainedModel(FileSystem &files, const Path &folder, const exchange::ModelFolder &base,
                                            model::WeightStore &weights, const config::RunConfig &config,
                                            const std::string &run, const train::RunProgress &progress);

} // namespace bafo::engine
