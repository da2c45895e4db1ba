// SPDX-License-Identifier: Apache-2.0
// A run's configuration as the verbs take it: a file, and changes of single settings.
#pragma once

#include "app/command_line/program.h"
#include "core/config/run_config.h"

#include <string>
#include <vector>

namespace bafo::app {

/// Read and checked; every error names the file. A change is "key=value".
[[nodiscard]] Result<config::RunConfig> readRunConfig(command_line::VerbContext &context, const std::string &file,
                                                      const std::vector<std::string> &changes);

/// What its paths lead to from here, as it is named from the project's root, where the worker stands. Fails where a
/// model or tokenizer is not there (data) or lies outside the project (config): a project can be carried elsewhere.
[[nodiscard]] Result<void> nameWithinProject(command_line::VerbContext &context, const runs::Project &project,
                                             config::RunConfig &config);

} // namespace bafo::app
