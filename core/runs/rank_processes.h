// SPDX-License-Identifier: Apache-2.0
// Which processes of this machine work on a run beside its own: the file "ranks" of its folder.
//
// Goals: whoever looks finds the process of a rank; a new worker begins when those of one that was killed have given
// back their memory and devices. Non-goal: deciding whether a run lives (its lock and its process file do).
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/runs/process_identity.h"
#include "core/runs/run_folder.h"

#include <chrono>
#include <vector>

namespace bafo::runs {

Result<void> writeRankProcesses(FileSystem &files, const RunFolder &run, const std::vector<ProcessIdentity> &ranks);

/// In order of their ranks, also those that have ended. None where there is no such file, or it is damaged.
[[nodiscard]] Result<std::vector<ProcessIdentity>> readRankProcesses(FileSystem &files, const RunFolder &run);

/// Waits until none of them runs, and removes the file. Whoever calls it holds the run's lock: then they are dying, for
/// the kernel kills them with the process that started them. Fails (inUse) where one does not end within the limit.
Result<void> awaitRankProcesses(FileSystem &files, const RunFolder &run, std::chrono::milliseconds limit);

} // namespace bafo::runs
