// SPDX-License-Identifier: Apache-2.0
// A run that is one process's alone: its worker's, or that of the supervisor of its ranks.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/runs/file_lock.h"
#include "core/runs/run_folder.h"

#include <cstdint>

namespace bafo::runs {

struct TakenRun {
    FileLock lock;
    std::uint64_t oldCommands = 0; ///< bytes of commands.jsonl that were meant for the worker before
};

/// Takes the lock, waits for ranks of a worker before that was killed to have gone, and writes this process into the
/// process file. Fails (data) where the folder is no run's, and (inUse) where another process has the run: then nothing
/// of it is touched.
[[nodiscard]] Result<TakenRun> takeRun(FileSystem &files, const RunFolder &run);

} // namespace bafo::runs
