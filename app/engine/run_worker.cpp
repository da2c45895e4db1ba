// SPDX-License-Identifier: Apache-2.0
#include "app/engine/run_worker.h"

#include "app/engine/stop_signals.h"
#include "app/engine/torch_guard.h"
#include "app/engine/training_run.h"
#include "core/protocol/events.h"
#include "core/runs/command_channel.h"
#include "core/runs/event_log.h"
#include "core/runs/file_lock.h"
#include "core/runs/process_identity.h"
#include "core/runs/run_folder.h"
#include "core/train/heartbeat.h"
#include "core/train/trainer_control.h"

#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <unistd.h>

namespace bafo::engine {
namespace {

using namespace std::chrono_literals;

constexpr auto kHeartbeatInterval = 5s;
constexpr auto kCommandInterval = 100ms;

train::RequestKind requestOf(protocol::CommandKind kind)
{
    switch (kind) {
    case protocol::CommandKind::pause:
        return train::RequestKind::pause;
    case protocol::CommandKind::resume:
        return train::RequestKind::resume;
    case protocol::CommandKind::checkpointNow:
        return train::RequestKind::checkpointNow;
    case protocol::CommandKind::cancel:
    case protocol::CommandKind::ping:
        break;
    }
    return train::RequestKind::cancel;
}

/// A ping is answered by the listening thread: it asks whether the process hears, not whether a step has ended.
void handleCommand(const protocol::Command &command, train::TrainerControl &control, protocol::EventSink &events)
{
    if (command.kind == protocol::CommandKind::ping) {
        (void)events.emit(protocol::CommandAnswered{.id = command.id, .ok = true, .message = {}});
        return;
    }
    control.post({.kind = requestOf(command.kind), .commandId = command.id});
}

/// A run that is this worker's alone.
struct TakenRun {
    runs::FileLock lock;
    std::uint64_t oldCommands = 0; ///< bytes of commands.jsonl that were meant for the worker before
};

Result<TakenRun> takeRun(FileSystem &files, const runs::RunFolder &run)
{
    if (!BAFO_TRY(files.status(run.configFile())).exists) {
        return fail(ErrorCode::data, run.path().string() + " is no run folder: it has no config.yaml",
                    "start a run with 'bafo run start', or name one of 'bafo run list'");
    }
    auto lock = BAFO_TRY(runs::FileLock::tryAcquire(run.lockFile()));
    if (!lock) {
        return fail(ErrorCode::inUse, "another worker has the run " + run.id(),
                    "see what it does with 'bafo run show'");
    }
    // Looked at before the process file is there: nobody sends commands to a worker that cannot be seen.
    const std::uint64_t oldCommands = BAFO_TRY(files.status(run.commandLog())).sizeBytes;
    const auto identity = BAFO_TRY(runs::identityOf(files, ::getpid()));
    if (identity) {
        BAFO_TRY(runs::writeProcessFile(files, run.processFile(), *identity));
    }
    return TakenRun{.lock = std::move(*lock), .oldCommands = oldCommands};
}

const char *nameOf(train::TrainOutcome outcome)
{
    switch (outcome) {
    case train::TrainOutcome::finished:
        return "finished";
    case train::TrainOutcome::cancelled:
        return "cancelled";
    case train::TrainOutcome::stopped:
        return "stopped";
    }
    return "";
}

Result<void> tellEnd(protocol::EventSink &events, const Result<void> &done, const TrainingEnd &end)
{
    if (!done) {
        const Error &error = done.error();
        // A log that cannot be written is no reason to hide the first error.
        (void)events.emit(protocol::RunFailed{
            .code = std::string(bafo::nameOf(error.code)), .message = error.message, .hint = error.hint});
        return done;
    }
    BAFO_TRY(events.emit(
        protocol::RunFinished{.outcome = nameOf(end.outcome), .step = end.step, .outputModel = end.outputModel}));
    if (end.outcome == train::TrainOutcome::finished) {
        return {};
    }
    return fail(ErrorCode::cancelled,
                "the run was " + std::string(nameOf(end.outcome)) + " after step " + std::to_string(end.step),
                "'bafo run resume' goes on from its last checkpoint");
}

/// Every command gets its answer, those too that came after the last step boundary.
void refuseLateRequests(train::TrainerControl &control, protocol::EventSink &events)
{
    while (const auto request = control.poll()) {
        if (!request->commandId.empty()) {
            (void)events.emit(protocol::CommandAnswered{
                .id = request->commandId, .ok = false, .message = "too late: the run has come to its end"});
        }
    }
}

} // namespace

Result<void> runWorker(FileSystem &files, const Clock &clock, const Path &runFolder)
{
    const runs::RunFolder run(std::filesystem::absolute(runFolder).lexically_normal());
    const TakenRun taken = BAFO_TRY(takeRun(files, run));
    train::TrainerControl control;
    const StopSignals signals(control);
    (void)std::signal(SIGPIPE, SIG_IGN);
    (void)std::signal(SIGHUP, SIG_IGN);
    const std::unique_ptr<runs::EventLogWriter> events
        = BAFO_TRY(runs::EventLogWriter::open(run.eventLog(), run.id(), clock));
    std::optional<runs::CommandListener> listener(
        std::in_place, runs::CommandReader(run.commandLog(), taken.oldCommands), kCommandInterval,
        [&](const protocol::Command &command) { handleCommand(command, control, *events); });
    BAFO_TRY(events->emit(protocol::Hello{.program = "bafo-engine", .version = BAFO_VERSION, .pid = ::getpid()}));
    train::Heartbeat heartbeat(*events, clock, kHeartbeatInterval);
    distributed::OneRank ranks;
    TrainingEnd end;
    const Result<void> done = guardTorch([&]() -> Result<void> {
        end = BAFO_TRY(runTraining({.files = files,
                                    .clock = clock,
                                    .run = run,
                                    .events = *events,
                                    .control = control,
                                    .heartbeat = heartbeat,
                                    .ranks = ranks}));
        return {};
    });
    listener.reset();
    refuseLateRequests(control, *events);
    return tellEnd(*events, done, end);
}

} // namespace bafo::engine
