// SPDX-License-Identifier: Apache-2.0
#include "app/engine/run_rank.h"

#include "app/engine/run_part.h"
#include "app/engine/stop_signals.h"
#include "core/distributed/rank_events.h"
#include "core/distributed/rank_progress.h"
#include "core/distributed/status_pipe.h"
#include "core/runs/event_log.h"
#include "core/runs/file_lock.h"
#include "core/runs/launch_settings.h"

#include <csignal>
#include <memory>
#include <optional>
#include <utility>

namespace bafo::engine {
namespace {

/// Nobody but the supervisor may start a rank: two leaders would write one log.
Result<void> checkSupervised(const runs::RunFolder &run)
{
    if (BAFO_TRY(runs::FileLock::tryAcquire(run.lockFile()))) {
        return fail(ErrorCode::config, "nobody supervises the run " + run.id(),
                    "'bafo run resume " + run.id() + "' starts its ranks");
    }
    return {};
}

/// The log is closed when this returns: the supervisor writes the next line.
Result<runs::RunEnd> lead(const RunPart &part, distributed::StatusPipe &status, std::uint64_t oldCommands)
{
    const auto log = BAFO_TRY(runs::EventLogWriter::open(part.run.eventLog(), part.run.id(), part.clock));
    distributed::RankEvents events(log.get(), part.progress, status);
    return leadRun({.files = part.files,
                    .clock = part.clock,
                    .run = part.run,
                    .place = part.place,
                    .device = part.device,
                    .progress = part.progress,
                    .events = events,
                    .control = part.control},
                   oldCommands);
}

distributed::RankReport reportOf(const Result<runs::RunEnd> &end, const distributed::RankProgress &progress)
{
    if (end) {
        return {.outcome = end->outcome, .step = end->step, .outputModel = end->outputModel};
    }
    return {
        .outcome = "failed", .step = progress.now().step, .error = end.error(), .hasLostPeer = progress.hasLostPeer()};
}

} // namespace

Result<void> runRank(FileSystem &files, const Clock &clock, const Path &runFolder, const Path &program,
                     const distributed::RankPlace &place, std::uint64_t oldCommands, int statusDescriptor)
{
    const runs::RunFolder run(std::filesystem::absolute(runFolder).lexically_normal());
    train::TrainerControl control;
    std::optional<StopSignals> signals; // before any other thread
    if (place.isLeader()) {
        signals.emplace([&control] { control.post({.kind = train::RequestKind::stop, .commandId = {}}); });
    }
    (void)std::signal(SIGPIPE, SIG_IGN);
    (void)std::signal(SIGHUP, SIG_IGN);
    distributed::RankProgress progress;
    distributed::StatusPipe status(statusDescriptor, progress);
    distributed::RankEvents events(nullptr, progress, status);
    const auto work = [&]() -> Result<runs::RunEnd> {
        BAFO_TRY(checkSupervised(run));
        const auto launch = BAFO_TRY(runs::readLaunchSettings(files, run));
        const ComputeDevice device = BAFO_TRY(chooseDevice(launch.device, program, place));
        const RunPart part{.files = files,
                           .clock = clock,
                           .run = run,
                           .place = place,
                           .device = device,
                           .progress = progress,
                           .events = events,
                           .control = control};
        return place.isLeader() ? lead(part, status, oldCommands) : followRun(part);
    };
    const Result<runs::RunEnd> end = work();
    status.report(reportOf(end, progress));
    return end ? Result<void>() : Result<void>(fail(end.error()));
}

} // namespace bafo::engine
