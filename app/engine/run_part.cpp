// SPDX-License-Identifier: Apache-2.0
#include "app/engine/run_part.h"

#include "app/engine/evaluation_run.h"
#include "app/engine/torch_guard.h"
#include "app/engine/training_run.h"
#include "core/config/evaluation_run_config.h"
#include "core/protocol/events.h"
#include "core/runs/command_channel.h"
#include "core/train/heartbeat.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace bafo::engine {
namespace {

using namespace std::chrono_literals;

constexpr auto kHeartbeatInterval = 5s;
constexpr auto kCommandInterval = 100ms;
constexpr std::uint64_t kMaxConfigBytes = 1U << 20U;

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

Result<runs::RunEnd> followRun(const RunPart &part)
{
    train::Heartbeat heartbeat(part.events, part.clock, kHeartbeatInterval);
    runs::RunEnd end;
    const Result<void> done = guardTorch([&]() -> Result<void> {
        const TrainingContext context{.files = part.files,
                                      .clock = part.clock,
                                      .run = part.run,
                                      .place = part.place,
                                      .device = part.device,
                                      .progress = part.progress,
                                      .events = part.events,
                                      .control = part.control,
                                      .heartbeat = heartbeat};
        const std::string yaml = BAFO_TRY(part.files.readFile(part.run.configFile(), kMaxConfigBytes));
        const bool isEvaluation = config::runKindOf(yaml) == config::kEvalKind;
        const TrainingEnd worked = BAFO_TRY(isEvaluation ? runEvaluation(context) : runTraining(context));
        end = {.outcome = nameOf(worked.outcome), .step = worked.step, .outputModel = worked.outputModel};
        return {};
    });
    return done ? Result<runs::RunEnd>(std::move(end)) : Result<runs::RunEnd>(fail(done.error()));
}

Result<runs::RunEnd> leadRun(const RunPart &part, std::uint64_t oldCommands)
{
    std::optional<runs::CommandListener> listener(
        std::in_place, runs::CommandReader(part.run.commandLog(), oldCommands), kCommandInterval,
        [&](const protocol::Command &command) { handleCommand(command, part.control, part.events); });
    Result<runs::RunEnd> end = followRun(part);
    listener.reset();
    refuseLateRequests(part.control, part.events);
    return end;
}

} // namespace bafo::engine
