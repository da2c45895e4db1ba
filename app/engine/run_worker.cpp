// SPDX-License-Identifier: Apache-2.0
#include "app/engine/run_worker.h"

#include "app/engine/run_part.h"
#include "app/engine/stop_signals.h"
#include "core/checkpoint/checkpoint_layout.h"
#include "core/distributed/local_rank_launcher.h"
#include "core/distributed/supervised_run.h"
#include "core/protocol/events.h"
#include "core/runs/event_log.h"
#include "core/runs/launch_settings.h"
#include "core/runs/taken_run.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <memory>
#include <optional>
#include <vector>

#include <unistd.h>

namespace bafo::engine {
namespace {

/// What both kinds of worker know of their run.
struct WorkedRun {
    FileSystem &files;
    const Clock &clock;
    const runs::RunFolder &run;
    std::uint64_t oldCommands = 0;
};

/// A closed terminal and a killed reader are none of the run's business.
void ignoreReaders()
{
    (void)std::signal(SIGPIPE, SIG_IGN);
    (void)std::signal(SIGHUP, SIG_IGN);
}

Result<std::unique_ptr<runs::EventLogWriter>> openLog(const WorkedRun &work)
{
    return runs::EventLogWriter::open(work.run.eventLog(), work.run.id(), work.clock);
}

Result<void> workAlone(const WorkedRun &work, const std::string &wantedDevice, const Path &program)
{
    train::TrainerControl control;
    const StopSignals signals([&control] { control.post({.kind = train::RequestKind::stop, .commandId = {}}); });
    ignoreReaders();
    const auto events = BAFO_TRY(openLog(work));
    BAFO_TRY(events->emit(protocol::Hello{.program = "bafo-engine", .version = BAFO_VERSION, .pid = ::getpid()}));
    const auto device = chooseDevice(wantedDevice, program);
    if (!device) {
        return runs::tellRunEnd(*events, fail(device.error()));
    }
    const distributed::RankPlace place;
    distributed::RankProgress progress;
    const auto end = leadRun({.files = work.files,
                              .clock = work.clock,
                              .run = work.run,
                              .place = place,
                              .device = *device,
                              .progress = progress,
                              .events = *events,
                              .control = control},
                             work.oldCommands);
    return runs::tellRunEnd(*events, end);
}

/// Names are enough here: the start that goes on verifies what they hold.
std::optional<std::int64_t> lastSavedStep(const WorkedRun &work)
{
    const auto names = work.files.list(work.run.checkpointsFolder());
    std::optional<std::int64_t> last;
    for (const std::string &name : names.value_or(std::vector<std::string>())) {
        if (const auto step = checkpoint::stepOfCommittedName(name)) {
            last = std::max(last, step);
        }
    }
    return last;
}

Result<void> superviseRanks(const WorkedRun &work, const runs::LaunchSettings &launch, const Path &program)
{
    std::atomic<bool> isStopAsked = false;
    const StopSignals signals([&isStopAsked] { isStopAsked = true; });
    ignoreReaders();
    distributed::LocalRankLauncher launcher(program);
    return distributed::superviseRun({.files = work.files,
                                      .clock = work.clock,
                                      .run = work.run,
                                      .launcher = launcher,
                                      .isStopAsked = [&isStopAsked] { return isStopAsked.load(); },
                                      .version = BAFO_VERSION,
                                      .numRanks = static_cast<int>(launch.numRanks),
                                      .oldCommands = work.oldCommands,
                                      .settings = {.silenceMs = launch.rankTimeoutSeconds * 1000},
                                      .lastSavedStep = [&work] { return lastSavedStep(work); }});
}

} // namespace

Result<void> runWorker(FileSystem &files, const Clock &clock, const Path &runFolder, const Path &program)
{
    const runs::RunFolder run(std::filesystem::absolute(runFolder).lexically_normal());
    const runs::TakenRun taken = BAFO_TRY(runs::takeRun(files, run));
    const WorkedRun work{.files = files, .clock = clock, .run = run, .oldCommands = taken.oldCommands};
    const auto launch = runs::readLaunchSettings(files, run);
    if (!launch) {
        return runs::tellRunEnd(*BAFO_TRY(openLog(work)), fail(launch.error()));
    }
    return launch->numRanks == 1 ? workAlone(work, launch->device, program) : superviseRanks(work, *launch, program);
}

} // namespace bafo::engine
