// SPDX-License-Identifier: Apache-2.0
// How fast a configuration trains on this machine: measured in a few real steps, or taken from a run that did the same.
#pragma once

#include "app/bafo/verbs.h"
#include "core/config/run_config.h"
#include "core/runs/project.h"

#include <cstdint>
#include <optional>
#include <string>

namespace bafo::app {

struct MeasuredSpeed {
    double tokensPerSecond = 0; ///< medians without the first step, which warms up
    double stepMs = 0;
    double peakMb = 0; ///< of the first rank, as the system counts it
    std::string run; ///< of which run; empty: of one that was made for it and is gone
};

/// Runs three steps with this configuration's settings and removes that run again. Fails as the run does.
[[nodiscard]] Result<MeasuredSpeed> measureSpeed(VerbContext &context, const runs::Project &project,
                                                 config::RunConfig config, int numRanks);

/// Of the newest run of the project with the same settings behind speed and memory, and at least three steps.
[[nodiscard]] Result<std::optional<MeasuredSpeed>> findSpeed(VerbContext &context, const runs::Project &project,
                                                             const config::RunConfig &config, int numRanks);

/// How many steps the configuration asks for: what it says, else what its text gives where all of it was cut into
/// tokens already; nothing where it was not.
[[nodiscard]] Result<std::optional<std::int64_t>> countSteps(VerbContext &context, const runs::Project &project,
                                                             const config::RunConfig &config);

} // namespace bafo::app
