// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/supervised_run.h"

#include "core/distributed/rendezvous_folder.h"
#include "core/runs/event_log.h"
#include "core/runs/rank_processes.h"
#include "core/runs/run_end.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include <unistd.h>

namespace bafo::distributed {
namespace {

Result<std::unique_ptr<runs::EventLogWriter>> openLog(const SupervisedRun &supervised)
{
    return runs::EventLogWriter::open(supervised.run.eventLog(), supervised.run.id(), supervised.clock);
}

std::vector<std::vector<std::string>> argumentsOf(const SupervisedRun &supervised, const Path &rendezvous)
{
    std::vector<std::vector<std::string>> all;
    for (int rank = 0; rank < supervised.numRanks; ++rank) {
        all.push_back({"run-rank", supervised.run.path().string(), "--rank", std::to_string(rank), "--ranks",
                       std::to_string(supervised.numRanks), "--rendezvous", rendezvous.string(), "--commands-from",
                       std::to_string(supervised.oldCommands)});
    }
    return all;
}

/// A rank can be killed between a save and the event that tells of it, so the log may be behind.
std::optional<std::int64_t> savedStepInLog(const runs::RunFolder &run)
{
    runs::EventLogReader reader(run.eventLog());
    runs::RunSummary summary;
    for (auto messages = reader.poll(); messages && !messages->empty(); messages = reader.poll()) {
        for (const protocol::Message &message : *messages) {
            summary.add(message);
        }
    }
    return summary.lastCheckpointStep < 0 ? std::nullopt : std::optional(summary.lastCheckpointStep);
}

/// Where the run goes on after a failure.
std::string hintOf(const SupervisedRun &supervised)
{
    const auto saved = supervised.lastSavedStep ? supervised.lastSavedStep() : savedStepInLog(supervised.run);
    const std::string verb = "'bafo run resume " + supervised.run.id() + "'";
    return saved ? fmt::format("{} goes on from step {}", verb, *saved)
                 : "nothing was saved yet: " + verb + " begins anew";
}

/// At once, so that the run is seen, and hears commands, while its ranks still load.
Result<void> sayHello(const SupervisedRun &supervised)
{
    const auto log = BAFO_TRY(openLog(supervised));
    return log->emit(protocol::Hello{.program = "bafo-engine", .version = supervised.version, .pid = ::getpid()});
}

/// For whoever looks for them; without the file the run goes on as well.
void noteProcesses(const SupervisedRun &supervised)
{
    std::vector<runs::ProcessIdentity> ranks;
    for (int rank = 0; rank < supervised.numRanks; ++rank) {
        const auto identity = runs::identityOf(supervised.files, supervised.launcher.processOf(rank));
        ranks.push_back(identity ? identity->value_or(runs::ProcessIdentity()) : runs::ProcessIdentity());
    }
    (void)runs::writeRankProcesses(supervised.files, supervised.run, ranks);
}

} // namespace

Result<void> superviseRun(const SupervisedRun &supervised)
{
    BAFO_TRY(sayHello(supervised));
    const auto attempt = [&]() -> Result<RanksEnd> {
        const auto rendezvous = BAFO_TRY(RendezvousFolder::make(supervised.files, supervised.run.path()));
        RankSupervisor supervisor(supervised.launcher, supervised.clock, supervised.settings);
        return supervisor.run(argumentsOf(supervised, rendezvous.path()), supervised.isStopAsked,
                              [&supervised] { noteProcesses(supervised); });
    };
    Result<RanksEnd> ended = attempt();
    RanksEnd end = ended ? std::move(*ended) : RanksEnd{.end = fail(std::move(ended).error()), .warnings = {}};
    if (!end.end && end.end.error().hint.empty()) {
        end.end.error().hint = hintOf(supervised);
    }
    (void)runs::awaitRankProcesses(supervised.files, supervised.run, std::chrono::milliseconds(0)); // all are gone
    const auto log = openLog(supervised);
    if (!log) { // a log that cannot be opened is no reason to hide what happened
        return end.end ? Result<void>(fail(log.error())) : Result<void>(fail(end.end.error()));
    }
    for (const RankWarning &told : end.warnings) {
        (void)(*log)->emitFor(told.rank, told.warning);
    }
    return runs::tellRunEnd(**log, end.end, end.rank);
}

} // namespace bafo::distributed
