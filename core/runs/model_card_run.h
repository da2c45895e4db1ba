// SPDX-License-Identifier: Apache-2.0
// What a model card tells of a training run: its settings and what its log says.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/runs/model_card.h"
#include "core/runs/project.h"

#include <string>

namespace bafo::runs {

/// Of the texts only which they are: their sources are the datasets' to tell. A run whose folder is gone, or whose
/// configuration this version does not read, is one of which nothing is known but its id.
[[nodiscard]] Result<CardRun> readCardRun(FileSystem &files, const Project &project, const std::string &id);

} // namespace bafo::runs
