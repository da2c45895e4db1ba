// SPDX-License-Identifier: Apache-2.0
// The queue: a run that waits is a small process of its own, which becomes the worker when its turn has come. There is
// no service that could be down, and no list that could disagree with what happens.
#include "app/bafo/engine_program.h"
#include "app/bafo/run_options.h"
#include "core/runs/detached_launch.h"
#include "core/runs/event_log.h"
#include "core/runs/file_lock.h"

#include <CLI/CLI.hpp>

#include <cerrno>
#include <cstring>
#include <thread>

#include <unistd.h>

namespace bafo::app {
namespace {

constexpr std::chrono::milliseconds kTurnInterval(500);
constexpr const char *kTurnVerb = "take-turn";

Result<void> emit(VerbContext &context, const runs::RunFolder &run, const protocol::Event &event)
{
    const auto log = BAFO_TRY(runs::EventLogWriter::open(run.eventLog(), run.id(), context.clock));
    return log->emit(event);
}

/// A run that was removed has ended too.
Result<void> waitFor(VerbContext &context, const runs::RunFolder &other)
{
    while (BAFO_TRY(runs::hasLivingProcess(context.files, other))) {
        std::this_thread::sleep_for(kTurnInterval);
    }
    return {};
}

/// Comes back only where it fails: the process becomes the worker and keeps its number, so that whoever watches the run
/// or cancels it needs to know nothing of the change.
Result<void> becomeWorker(VerbContext &context, const runs::RunFolder &run)
{
    const std::string engine = BAFO_TRY(enginePath(context)).string();
    std::vector<std::string> texts{engine, "run-worker", run.path().string()};
    std::vector<char *> argv;
    for (std::string &text : texts) {
        argv.push_back(text.data());
    }
    argv.push_back(nullptr);
    ::execv(engine.c_str(), argv.data());
    return fail(ErrorCode::internal, "cannot start " + engine + ": " + std::strerror(errno),
                "'bafo run resume " + run.id() + "' tries again");
}

Result<void> takeTurn(VerbContext &context, const Path &folder, const std::vector<std::string> &others)
{
    const runs::RunFolder run(folder);
    const auto attempt = [&]() -> Result<void> {
        const auto lock = BAFO_TRY(runs::FileLock::tryAcquire(run.lockFile())); // until exec closes it
        if (!lock) {
            return fail(ErrorCode::inUse, "run " + run.id() + " has a worker already", "there is nothing to do");
        }
        for (const std::string &other : others) {
            BAFO_TRY(waitFor(context, runs::RunFolder(folder.parent_path() / other)));
        }
        return becomeWorker(context, run);
    };
    const auto failed = attempt();
    if (!failed && failed.error().code != ErrorCode::inUse) {
        const Error &error = failed.error();
        (void)emit(
            context, run,
            protocol::RunFailed{.code = std::string(nameOf(error.code)), .message = error.message, .hint = error.hint});
    }
    return failed;
}

} // namespace

Result<std::int64_t> launchAfter(VerbContext &context, const runs::RunFolder &run,
                                 const std::vector<runs::RunFolder> &others)
{
    std::vector<std::string> argv{context.programPath, "run", kTurnVerb, run.path().string()};
    std::string ids;
    for (const runs::RunFolder &other : others) {
        argv.push_back(other.id());
        ids += (ids.empty() ? "" : " ") + other.id();
    }
    BAFO_TRY(emit(context, run, protocol::Queued{.after = ids}));
    const std::int64_t pid = BAFO_TRY(runs::launchDetached(argv, run.projectFolder(), run.outputLog()));
    if (const auto identity = BAFO_TRY(runs::identityOf(context.files, pid))) {
        BAFO_TRY(runs::writeProcessFile(context.files, run.processFile(), *identity));
    }
    return pid;
}

void addRunQueue(CLI::App &family, VerbContext &context)
{
    CLI::App *verb = family.add_subcommand(kTurnVerb, "what 'run start --after' leaves behind: waits, then works");
    verb->group(""); // not for people
    const auto folder = std::make_shared<std::string>();
    const auto others = std::make_shared<std::vector<std::string>>();
    verb->add_option("run", *folder)->required();
    verb->add_option("others", *others)->required();
    verb->callback([&context, folder, others] {
        context.action = [&context, folder, others] { return takeTurn(context, *folder, *others); };
    });
}

} // namespace bafo::app
