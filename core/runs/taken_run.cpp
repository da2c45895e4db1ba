// SPDX-License-Identifier: Apache-2.0
#include "core/runs/taken_run.h"

#include "core/runs/process_identity.h"
#include "core/runs/rank_processes.h"

#include <chrono>
#include <utility>

#include <unistd.h>

namespace bafo::runs {
namespace {

constexpr std::chrono::seconds kRankLimit(30); ///< to give back many gigabytes

} // namespace

Result<TakenRun> takeRun(FileSystem &files, const RunFolder &run)
{
    if (!BAFO_TRY(files.status(run.configFile())).exists) {
        return fail(ErrorCode::data, run.path().string() + " is no run folder: it has no config.yaml",
                    "start a run with 'bafo run start', or name one of 'bafo run list'");
    }
    auto lock = BAFO_TRY(FileLock::tryAcquire(run.lockFile()));
    if (!lock) {
        return fail(ErrorCode::inUse, "another worker has the run " + run.id(),
                    "see what it does with 'bafo run show'");
    }
    BAFO_TRY(awaitRankProcesses(files, run, kRankLimit));
    // Looked at before the process file is there: nobody sends commands to a worker that cannot be seen.
    const std::uint64_t oldCommands = BAFO_TRY(files.status(run.commandLog())).sizeBytes;
    const auto identity = BAFO_TRY(identityOf(files, ::getpid()));
    if (identity) {
        BAFO_TRY(writeProcessFile(files, run.processFile(), *identity));
    }
    return TakenRun{.lock = std::move(*lock), .oldCommands = oldCommands};
}

} // namespace bafo::runs
