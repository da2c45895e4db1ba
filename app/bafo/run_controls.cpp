// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/run_options.h"
#include "core/runs/event_log.h"
#include "core/runs/file_lock.h"
#include "core/runs/rank_processes.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <csignal>
#include <thread>

namespace bafo::app {
namespace {

constexpr std::chrono::seconds kAnswerLimit(120);
constexpr std::chrono::seconds kCommandLimit(20);
constexpr std::chrono::seconds kTermLimit(20);
constexpr std::chrono::seconds kKillLimit(10);
constexpr std::chrono::seconds kSaveLimit(600); ///< a step, then a large model onto a slow disk

Result<void> askWorker(VerbContext &context, const runs::RunFolder &run, protocol::CommandKind kind)
{
    const auto status = BAFO_TRY(runs::statusOf(context.files, run, context.clock));
    if (!status.hasProcess || status.summary.hasEnded) {
        return fail(ErrorCode::config, "run " + run.id() + " is not running",
                    "'bafo run resume " + run.id() + "' goes on with it");
    }
    if (status.state == runs::RunState::waiting) {
        return fail(ErrorCode::config, "run " + run.id() + " waits for its turn: there is nothing to save or pause yet",
                    "'bafo run cancel " + run.id() + "' takes it out of the queue");
    }
    const std::string answer = BAFO_TRY(command(context, run, kind, kAnswerLimit));
    context.printer.say(answer);
    context.printer.json({{"run", run.id()}, {"command", std::string(nameOf(kind))}, {"message", answer}});
    return {};
}

/// Whether the process has gone within the limit.
Result<bool> waitForProcess(VerbContext &context, const runs::ProcessIdentity &identity, std::chrono::seconds limit)
{
    const std::int64_t end = context.clock.steadyNs() + std::chrono::nanoseconds(limit).count();
    while (BAFO_TRY(runs::isRunning(context.files, identity))) {
        if (context.clock.steadyNs() > end) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return true;
}

/// A worker that was killed could not say so itself.
Result<void> tellCancelled(VerbContext &context, const runs::RunFolder &run)
{
    const auto lock = BAFO_TRY(runs::FileLock::tryAcquire(run.lockFile()));
    const auto status = BAFO_TRY(runs::statusOf(context.files, run, context.clock));
    if (!lock || status.summary.hasEnded) {
        return {};
    }
    BAFO_TRY(runs::awaitRankProcesses(context.files, run, kKillLimit)); // one may be in the middle of a line
    const auto log = BAFO_TRY(runs::EventLogWriter::open(run.eventLog(), run.id(), context.clock));
    return log->emit(protocol::RunFinished{.outcome = "cancelled", .step = status.summary.step});
}

/// How the run ended in truth: it may have been faster than the cancelling.
Result<void> tellOutcome(VerbContext &context, const runs::RunFolder &run, const std::string &how)
{
    BAFO_TRY(tellCancelled(context, run));
    const auto summary = BAFO_TRY(runs::statusOf(context.files, run, context.clock)).summary;
    const std::string &outcome = summary.outcome;
    if (outcome == "finished" || outcome == "failed") {
        context.printer.say("run " + run.id() + " had " + outcome + " before it could be cancelled");
        context.printer.json({{"run", run.id()}, {"outcome", outcome}});
        return outcomeOf(context, run, summary);
    }
    context.printer.say("run " + run.id() + " " + (outcome == "stopped" ? outcome : "cancelled") + " (" + how + ")");
    context.printer.json({{"run", run.id()}, {"cancelled_by", how}, {"outcome", outcome}});
    return {};
}

/// Command, SIGTERM, SIGKILL: each waits before the next.
Result<void> cancelRun(VerbContext &context, const runs::RunFolder &run)
{
    const auto identity = BAFO_TRY(runs::readProcessFile(context.files, run.processFile()));
    if (!identity || !BAFO_TRY(runs::isRunning(context.files, *identity))) {
        return fail(ErrorCode::config, "run " + run.id() + " is not running", "there is nothing to cancel");
    }
    // One that waits in the queue hears no commands, and has nothing to save.
    const bool isWaiting = BAFO_TRY(runs::statusOf(context.files, run, context.clock)).state == runs::RunState::waiting;
    std::string how = "command";
    if (isWaiting) { // first, so that whoever looks never sees it gone without a word; a worker's hello would void it
        const auto log = BAFO_TRY(runs::EventLogWriter::open(run.eventLog(), run.id(), context.clock));
        BAFO_TRY(log->emit(protocol::RunFinished{.outcome = "cancelled"}));
    } else {
        (void)command(context, run, protocol::CommandKind::cancel, kCommandLimit);
    }
    if (isWaiting || !BAFO_TRY(waitForProcess(context, *identity, kCommandLimit))) {
        how = "SIGTERM";
        ::kill(static_cast<pid_t>(identity->pid), SIGTERM);
        if (!BAFO_TRY(waitForProcess(context, *identity, kTermLimit))) {
            how = "SIGKILL";
            ::kill(static_cast<pid_t>(identity->pid), SIGKILL);
            if (!BAFO_TRY(waitForProcess(context, *identity, kKillLimit))) {
                return fail(ErrorCode::internal, "process " + std::to_string(identity->pid) + " does not end",
                            "it waits for a device: restart the machine if it stays");
            }
        }
    }
    return tellOutcome(context, run, how);
}

/// SIGTERM asks a worker to save where it stands and to end: in one go, so that no step in between is lost.
Result<void> stopRun(VerbContext &context, const runs::RunFolder &run)
{
    const auto identity = BAFO_TRY(runs::readProcessFile(context.files, run.processFile()));
    if (!identity || !BAFO_TRY(runs::isRunning(context.files, *identity))) {
        return fail(ErrorCode::config, "run " + run.id() + " is not running", "there is nothing to stop");
    }
    if (BAFO_TRY(runs::statusOf(context.files, run, context.clock)).state == runs::RunState::waiting) {
        return cancelRun(context, run); // no worker yet: nothing to save, and nobody who could tell the end
    }
    ::kill(static_cast<pid_t>(identity->pid), SIGTERM);
    if (!BAFO_TRY(waitForProcess(context, *identity, kSaveLimit))) {
        return fail(ErrorCode::internal, "run " + run.id() + " did not save and end within 10 minutes",
                    "'bafo run show " + run.id() + "' tells what it does; 'bafo run cancel " + run.id()
                        + "' ends it without saving");
    }
    const auto summary = BAFO_TRY(runs::statusOf(context.files, run, context.clock)).summary;
    context.printer.json(
        {{"run", run.id()}, {"outcome", summary.outcome}, {"last_checkpoint_step", summary.lastCheckpointStep}});
    if (summary.outcome != "stopped" && summary.outcome != "finished") {
        return outcomeOf(context, run, summary);
    }
    const std::string saved = summary.lastCheckpointStep < 0
        ? std::string()
        : ", saved at step " + std::to_string(summary.lastCheckpointStep);
    context.printer.say("run " + run.id() + " " + summary.outcome + " at step " + std::to_string(summary.step) + saved);
    return {};
}

} // namespace

void addRunControls(CLI::App &family, VerbContext &context)
{
    using protocol::CommandKind;
    addRunVerb(family, "pause", "save and wait; the process stays", context,
               [](auto &verbContext, const auto &run) { return askWorker(verbContext, run, CommandKind::pause); });
    addRunVerb(family, "checkpoint", "save now and go on", context, [](auto &verbContext, const auto &run) {
        return askWorker(verbContext, run, CommandKind::checkpointNow);
    });
    addRunVerb(family, "stop", "save, then end; 'run resume' goes on from there; one in the queue is cancelled",
               context, stopRun);
    addRunVerb(family, "cancel", "end now; what was not saved is lost", context, cancelRun);
}

} // namespace bafo::app
