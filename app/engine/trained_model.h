// SPDX-License-Identifier: Apache-2.0
// The model that a run leaves in its project: finished, or as a saved point of it.
#pragma once

#include "app/engine/run_adapter.h"
#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/exchange/model_folder.h"
#include "core/exchange/model_writer.h"
#include "core/text/tokenizer.h"
#include "core/train/run_state.h"
#include "core/train/sharded_weights.h"

#include <optional>
#include <string>
#include <vector>

namespace bafo::engine {

/// In the lineage of a model that is a saved point of its run: the step.
inline constexpr const char *kSavedPointSetting = "saved_point";

/// Fails (config) before training where the name is taken by a model that this very run did not make. True where it
/// did: a worker died between saving the model and saying so.
[[nodiscard]] Result<bool> isAlreadySaved(FileSystem &files, const Path &folder, const std::string &run);

/// What a run leaves beside its weights, borrowed.
struct TrainedModel {
    const exchange::ModelFolder &base;
    const std::optional<RunAdapter> &adapter; ///< what was trained, where it was not the model itself
    const text::Tokenizer &tokenizer; ///< that the run was trained with
    const Path &tokenizerPath; ///< its folder, or its file: base.path() where it is the model's own
    const config::RunConfig &config;
    std::string run;
    const train::RunProgress &progress;
};

/// What its folder holds: the base's configuration, or the adapter's; these tensors, the tokenizer they were trained
/// with, and where it all came from.
[[nodiscard]] Result<exchange::ModelFolderContent> contentOf(FileSystem &files, const TrainedModel &trained,
                                                             std::vector<exchange::TensorSource> tensors);

/// The weights as they are now. All ranks take part; rank 0 writes, and its error is an error on all.
[[nodiscard]] Result<void> saveTrainedModel(FileSystem &files, const Path &folder, const TrainedModel &trained,
                                            train::ShardedWeights &weights);

} // namespace bafo::engine
