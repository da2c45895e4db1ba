// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/engine_program.h"
#include "app/bafo/run_options.h"
#include "core/runs/command_channel.h"
#include "core/runs/detached_launch.h"
#include "core/runs/event_log.h"
#include "core/runs/file_lock.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include <unistd.h>

namespace bafo::app {
namespace {

constexpr std::chrono::milliseconds kPollInterval(100);
constexpr std::chrono::seconds kHelloLimit(30); ///< LibTorch from a cold, slow disk
constexpr std::uint64_t kFullDiskBytes = 1U << 20U; ///< a disk with less is full

/// A worker takes what lay there before it began for the affair of the one before: whoever asks it something waits for
/// its hello. Loading LibTorch takes a second.
Result<void> waitForHello(VerbContext &context, const runs::RunFolder &run, std::chrono::seconds limit)
{
    const auto identity = BAFO_TRY(runs::readProcessFile(context.files, run.processFile()));
    const std::int64_t end = context.clock.steadyNs() + std::chrono::nanoseconds(limit).count();
    runs::EventLogReader reader(run.eventLog());
    while (identity && context.clock.steadyNs() < end && BAFO_TRY(runs::isRunning(context.files, *identity))) {
        for (const auto &message : BAFO_TRY(reader.poll())) {
            const auto *hello = std::get_if<protocol::Hello>(&message.event);
            if (hello != nullptr && hello->pid == identity->pid) {
                return {};
            }
        }
        std::this_thread::sleep_for(kPollInterval);
    }
    return {};
}

} // namespace

CLI::App *addRunVerb(CLI::App &family, const std::string &name, const std::string &help, VerbContext &context,
                     std::function<Result<void>(VerbContext &, const runs::RunFolder &)> action)
{
    CLI::App *verb = addVerb(family, name, help, context);
    const auto id = std::make_shared<std::string>();
    verb->add_option("run", *id, "the run's id, or 'last'")->required();
    verb->callback([&context, id, action = std::move(action)] {
        context.action = [&context, id, action]() -> Result<void> {
            const auto project = BAFO_TRY(context.project());
            return action(context, BAFO_TRY(runs::RunFolder::find(context.files, project, *id)));
        };
    });
    return verb;
}

std::shared_ptr<LaunchOptions> addLaunchOptions(CLI::App &verb)
{
    auto options = std::make_shared<LaunchOptions>();
    verb.add_option(
        "--ranks", options->numRanks,
        fmt::format("processes that share the work, 1 to {}; default: as last time, else 1", runs::kMaxRanks));
    verb.add_option("--rank-timeout", options->rankTimeoutSeconds,
                    fmt::format("seconds without a word after which a rank is given up, 1 to {}; default: as last "
                                "time, else {}",
                                runs::kMaxRankTimeoutSeconds, runs::kDefaultRankTimeoutSeconds));
    verb.add_option("--device", options->device,
                    "what this machine computes on: auto, cpu or cuda; default: as last time, else auto");
    return options;
}

Result<runs::LaunchSettings> launchSettingsOf(VerbContext &context, const runs::RunFolder &run,
                                              const LaunchOptions &options)
{
    auto settings = runs::readLaunchSettings(context.files, run);
    if (!settings && !options.numRanks) {
        return settings;
    }
    runs::LaunchSettings launch = settings.value_or(runs::LaunchSettings());
    launch.numRanks = options.numRanks.value_or(launch.numRanks);
    launch.rankTimeoutSeconds = options.rankTimeoutSeconds.value_or(launch.rankTimeoutSeconds);
    launch.device = options.device.value_or(launch.device);
    BAFO_TRY(runs::checkLaunchSettings(launch));
    return launch;
}

Result<std::int64_t> launchWorker(VerbContext &context, const runs::RunFolder &run, const LaunchOptions &options)
{
    const Path engine = BAFO_TRY(enginePath(context));
    const auto launch = BAFO_TRY(launchSettingsOf(context, run, options)); // before a worker stumbles over it
    {
        const auto lock = BAFO_TRY(runs::FileLock::tryAcquire(run.lockFile()));
        if (!lock) {
            return fail(ErrorCode::inUse, "run " + run.id() + " has a worker already",
                        "'bafo run attach " + run.id() + "' shows what it does");
        }
        if (options.areGiven()) {
            BAFO_TRY(runs::writeLaunchSettings(context.files, run, launch));
        }
    }
    const std::int64_t pid = BAFO_TRY(runs::launchDetached({engine.string(), "run-worker", run.path().string()},
                                                           run.projectFolder(), run.outputLog()));
    // Written here too: between now and the worker's first word the run is known to be alive.
    if (const auto identity = BAFO_TRY(runs::identityOf(context.files, pid))) {
        BAFO_TRY(runs::writeProcessFile(context.files, run.processFile(), *identity));
    }
    return pid;
}

Result<runs::RunStatus> follow(VerbContext &context, const runs::RunFolder &run, std::int64_t since,
                               const std::function<void(const protocol::Message &, std::int64_t totalSteps)> &tell)
{
    runs::EventLogReader reader(run.eventLog());
    runs::RunSummary summary;
    while (true) {
        // The process first, the log second: what a worker said before it ended is read before it counts as gone.
        const bool hasProcess = BAFO_TRY(runs::hasLivingProcess(context.files, run));
        const auto messages = BAFO_TRY(reader.poll());
        for (const auto &message : messages) {
            summary.add(message);
            if (message.envelope.seq >= since) {
                tell(message, summary.totalSteps);
            }
        }
        if (messages.empty() && !hasProcess) {
            return runs::statusOf(context.files, run, context.clock);
        }
        if (messages.empty()) {
            std::this_thread::sleep_for(kPollInterval);
        }
    }
}

Result<void> silentEndOf(VerbContext &context, const runs::RunFolder &run, const runs::RunSummary &summary)
{
    // On a full disk a worker cannot say that the disk is full.
    const auto free = context.files.freeBytes(run.path());
    if (free && *free < kFullDiskBytes) {
        return fail(ErrorCode::diskFull,
                    "run " + run.id() + " ended without a word (" + summary.outcome + "): the disk of "
                        + run.path().string() + " is full",
                    "free some space ('bafo disk' tells what takes it); 'bafo run resume " + run.id()
                        + "' goes on from the last save");
    }
    return fail(ErrorCode::internal, "run " + run.id() + " ended without a word (" + summary.outcome + ")",
                "see " + run.outputLog().string() + "; 'bafo run resume " + run.id() + "' goes on from the last save");
}

Result<void> outcomeOf(VerbContext &context, const runs::RunFolder &run, const runs::RunSummary &summary)
{
    if (summary.outcome == "finished") {
        return {};
    }
    if (summary.outcome == "stopped") { // as the worker itself exits
        return fail(ErrorCode::cancelled, "run " + run.id() + " was stopped before its end",
                    "'bafo run resume " + run.id() + "' goes on with it");
    }
    if (summary.outcome == "cancelled") {
        return fail(ErrorCode::cancelled, "run " + run.id() + " was cancelled",
                    "'bafo run resume " + run.id() + "' goes on from the last save");
    }
    if (summary.outcome == "failed") {
        return fail(errorCodeNamed(summary.failureCode), summary.failureMessage, summary.failureHint);
    }
    return silentEndOf(context, run, summary);
}

Result<std::string> command(VerbContext &context, const runs::RunFolder &run, protocol::CommandKind kind,
                            std::chrono::seconds limit)
{
    BAFO_TRY(waitForHello(context, run, std::min(limit, kHelloLimit)));
    runs::EventLogReader reader(run.eventLog(), BAFO_TRY(context.files.status(run.eventLog())).sizeBytes);
    const std::string id = fmt::format("{}-{}", ::getpid(), context.clock.steadyNs());
    BAFO_TRY(runs::sendCommand(run.commandLog(), {.kind = kind, .id = id, .t = context.clock.wallMs()}));
    const std::int64_t end = context.clock.steadyNs() + std::chrono::nanoseconds(limit).count();
    bool hasProcess = true;
    while (hasProcess && context.clock.steadyNs() < end) {
        hasProcess = BAFO_TRY(runs::hasLivingProcess(context.files, run)); // first: its last words are still read
        for (const auto &message : BAFO_TRY(reader.poll())) {
            const auto *answer = std::get_if<protocol::CommandAnswered>(&message.event);
            if (answer != nullptr && answer->id == id) {
                return answer->ok
                    ? Result<std::string>(answer->message)
                    : fail(ErrorCode::config, fmt::format("the worker refused {}: {}", nameOf(kind), answer->message),
                           "'bafo run show " + run.id() + "' tells what it does");
            }
        }
        std::this_thread::sleep_for(kPollInterval);
    }
    if (!hasProcess) {
        return fail(ErrorCode::config, fmt::format("run {} ended before it answered {}", run.id(), nameOf(kind)),
                    "'bafo run show " + run.id() + "' tells how");
    }
    return fail(ErrorCode::config, fmt::format("no answer to {} within {} s", nameOf(kind), limit.count()),
                "the worker answers between steps: 'bafo run show " + run.id() + "' tells what it does");
}

void addRun(CLI::App &program, VerbContext &context)
{
    CLI::App *family = program.add_subcommand("run", "training runs: start, watch, control");
    family->require_subcommand(1);
    addRunStart(*family, context);
    addRunQueue(*family, context);
    addRunViews(*family, context);
    addRunControls(*family, context);
    addRunFiles(*family, context);
}

} // namespace bafo::app
