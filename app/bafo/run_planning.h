// SPDX-License-Identifier: Apache-2.0
// What a run would take on this machine: for `plan`, which tells it, and for `run start`, which refuses what cannot be.
#pragma once

#include "app/command_line/program.h"
#include "core/config/run_config.h"
#include "core/plan/disk_plan.h"
#include "core/plan/machine_memory.h"
#include "core/plan/memory_plan.h"
#include "core/plan/mending.h"
#include "core/runs/launch_settings.h"
#include "core/runs/project.h"

#include <cstdint>
#include <optional>
#include <string>

namespace bafo::app {

/// A size of which less than nothing is nothing.
[[nodiscard]] std::string bytesInWords(std::int64_t bytes);

struct PlannedRun {
    plan::MemoryPlan memory;
    plan::MachineMemory machine;
    plan::DiskPlan disk;
    std::int64_t freeDiskBytes = 0;
    bool fits = true; ///< into the memory that is available
    std::optional<plan::Mending> mending; ///< where it does not fit and something would help
};

/// Fails (data) where the model's sizes cannot be read. `project` may be null: then the model is a path.
[[nodiscard]] Result<PlannedRun> planRun(command_line::VerbContext &context, const runs::Project *project,
                                         const config::RunConfig &config, int numRanks);

/// Fails (config) where the model, its growth or this machine's devices rule the settings out: what the worker would
/// find, before there is a run. What cannot be read is left to it.
[[nodiscard]] Result<void> checkSettings(command_line::VerbContext &context, const runs::Project &project,
                                         const config::RunConfig &config, const runs::LaunchSettings &launch);

/// Fails (outOfMemory) with the change that would make it fit, where a run that starts now would need more memory than
/// is available. A run that waits for others is measured by all memory: they will have ended. What is held on a
/// graphics device is not looked at.
[[nodiscard]] Result<void> checkMemory(command_line::VerbContext &context, const runs::Project &project,
                                       const config::RunConfig &config, const runs::LaunchSettings &launch,
                                       bool isWaiting);

} // namespace bafo::app
