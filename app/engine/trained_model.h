// SPDX-License-Identifier: Apache-2.0
// The model that a finished run leaves in its project.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/exchange/model_folder.h"
#include "core/text/tokenizer.h"
#include "core/train/run_state.h"
#include "core/train/sharded_weights.h"

#include <string>

namespace bafo::engine {

/// Fails (config) before training where the name is taken by a model that this very run did not make. True where it
/// did: a worker died between saving the model and saying so.
[[nodiscard]] Result<bool> isAlreadySaved(FileSystem &files, const Path &folder, const std::string &run);

/// What a finished run leaves, borrowed.
struct TrainedModel {
    const exchange::ModelFolder &base;
    train::ShardedWeights &weights; ///< as they are now
    const text::Tokenizer &tokenizer; ///< that the run was trained with
    const Path &tokenizerPath; ///< its folder, or its file: base.path() where it is the model's own
    const config::RunConfig &config;
    std::string run;
    const train::RunProgress &progress;
};

/// A model folder with the base's configuration, the trained weights, the tokenizer they were trained with, and where
/// it all came from. All ranks take part; rank 0 writes, and its error is an error on all.
[[nodiscard]] Result<void> saveTrainedModel(FileSystem &files, const Path &folder, const TrainedModel &trained);

} // namespace bafo::engine
