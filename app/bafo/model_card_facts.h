// SPDX-License-Identifier: Apache-2.0
// What `model card` tells: collected from models, runs, datasets and evaluations of a project.
#pragma once

#include "app/bafo/verbs.h"
#include "core/runs/model_card.h"
#include "core/runs/model_summary.h"
#include "core/runs/project.h"

namespace bafo::app {

/// Reads no tensor. Whatever is gone from the project or cannot be read is left unknown; fails only where the model's
/// own folder cannot be read. `project` may be null: then only the folder is known.
[[nodiscard]] Result<runs::ModelCard> collectModelCard(VerbContext &context, const runs::Project *project,
                                                       const Path &folder);

} // namespace bafo::app
