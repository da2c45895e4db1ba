// SPDX-License-Identifier: Apache-2.0
// Which living runs need a thing of the project: whoever removes something asks here first.
#pragma once

#include "core/base/clock.h"
#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/runs/project.h"

#include <string>
#include <vector>

namespace bafo::runs {

/// Ids of runs with a living process whose curriculum or held-out sets name the dataset. A run whose configuration
/// cannot be read counts as using everything.
[[nodiscard]] Result<std::vector<std::string>> liveRunsUsingDataset(FileSystem &files, const Project &project,
                                                                    const Clock &clock, const std::string &dataset);

/// The same for the model that a run starts from, makes, or takes its tokenizer from, by name or by any path to it.
[[nodiscard]] Result<std::vector<std::string>> liveRunsUsingModel(FileSystem &files, const Project &project,
                                                                  const Clock &clock, const std::string &model);

} // namespace bafo::runs
