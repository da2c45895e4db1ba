// SPDX-License-Identifier: Apache-2.0
// A run whose work is done by several processes: the part of the one that starts and watches them.
//
// Only one process writes events.jsonl at a time: this one before the ranks start (hello) and after the last has ended
// (their warnings, and the run's end); rank 0 in between. So a rank can be killed at any moment, in the middle of a
// line too, and the log stays whole.
#pragma once

#include "core/base/clock.h"
#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/distributed/rank_launcher.h"
#include "core/distributed/rank_supervisor.h"
#include "core/runs/run_folder.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace bafo::distributed {

/// Borrowed from the caller, who holds the run's lock and has written the process file.
struct SupervisedRun {
    FileSystem &files;
    const Clock &clock;
    const runs::RunFolder &run;
    RankLauncher &launcher;
    std::function<bool()> isStopAsked; ///< cheap: asked many times a second
    std::string version; ///< of the program, for hello
    int numRanks = 1;
    std::uint64_t oldCommands = 0; ///< bytes of commands.jsonl that are not for this start
    SupervisionSettings settings = {};
    std::function<std::optional<std::int64_t>()> lastSavedStep = {}; ///< for the hint; empty: the log tells
};

/// Starts the ranks, each with "run-rank FOLDER --rank r --ranks N --rendezvous DIR --commands-from BYTES", waits for
/// all of them, and tells the run's end in the name of the rank that it is about. The rendezvous folder lives as long.
/// Gives what the worker exits with, as tellRunEnd does; where the log cannot be opened nothing is started.
Result<void> superviseRun(const SupervisedRun &supervised);

} // namespace bafo::distributed
