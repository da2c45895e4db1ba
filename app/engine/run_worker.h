// SPDX-License-Identifier: Apache-2.0
// The worker of one run: takes its folder, tells events, answers commands, and does what the configuration says; by
// itself, or by several ranks that it starts and watches.
#pragma once

#include "core/base/clock.h"
#include "core/base/file_system.h"
#include "core/base/result.h"

namespace bafo::engine {

/// Holds the run's lock until it returns. Every end is an event of the log: run_finished, or run_failed with the error
/// that is also returned. Fails (inUse) without touching the log where another worker has the run. How many ranks there
/// are stands in the run's launch.json; `program` is started for each, where there are several.
Result<void> runWorker(FileSystem &files, const Clock &clock, const Path &runFolder, const Path &program);

} // namespace bafo::engine
