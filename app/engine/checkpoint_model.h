// SPDX-License-Identifier: Apache-2.0
// A saved point of a run as a model folder of its own: to be chatted with, measured, exported, trained on.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/checkpoint/checkpoint_store.h"
#include "core/exchange/model_import.h"
#include "core/runs/project.h"

#include <optional>
#include <string>

namespace bafo::engine {

/// The folder of a saved point: this folder itself where it is one, or of the run with this id in the project the
/// newest that verifies, with the newer ones that do not. Nothing where it is neither. Fails (data) for a run without a
/// good one.
[[nodiscard]] Result<std::optional<checkpoint::Found>> findCheckpoint(FileSystem &files, const runs::Project *project,
                                                                      const std::string &source);

/// Consolidates the shards, of however many ranks: streamed from file to file, so that memory does not grow with the
/// model. The base model and the tokenizer are those of the run's config.yaml. Fails (data) on a damaged saved point,
/// (config) where it does not lie in its run or the base is gone.
[[nodiscard]] Result<exchange::MadeModel> importCheckpoint(FileSystem &files, const Path &checkpoint, const Path &to);

} // namespace bafo::engine
