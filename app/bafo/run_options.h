// SPDX-License-Identifier: Apache-2.0
// The verbs of the family "run", and what they share.
#pragma once

#include "app/bafo/verbs.h"
#include "core/protocol/commands.h"
#include "core/protocol/events.h"
#include "core/runs/launch_settings.h"
#include "core/runs/project.h"
#include "core/runs/run_folder.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace bafo::app {

void addRunStart(CLI::App &family, VerbContext &context);
void addRunQueue(CLI::App &family, VerbContext &context);
void addRunViews(CLI::App &family, VerbContext &context);
void addRunControls(CLI::App &family, VerbContext &context);
void addRunFiles(CLI::App &family, VerbContext &context);

/// A subcommand with one argument, the run's id, and what it does with that run.
CLI::App *addRunVerb(CLI::App &family, const std::string &name, const std::string &help, VerbContext &context,
                     std::function<Result<void>(VerbContext &, const runs::RunFolder &)> action);

/// --ranks, --rank-timeout and --device, where they were given.
struct LaunchOptions {
    std::optional<std::int64_t> numRanks;
    std::optional<std::int64_t> rankTimeoutSeconds;
    std::optional<std::string> device;

    [[nodiscard]] bool areGiven() const { return numRanks || rankTimeoutSeconds || device; }
};

/// Adds them to a verb. Gives where they will stand.
std::shared_ptr<LaunchOptions> addLaunchOptions(CLI::App &verb);

/// How the run was started last, with what is given now. Fails (config) on numbers that cannot be, (data) where nobody
/// can say how many ranks it had.
Result<runs::LaunchSettings> launchSettingsOf(VerbContext &context, const runs::RunFolder &run,
                                              const LaunchOptions &options);

/// Starts the worker of a run in a process of its own, as its launch.json says; with options, that is written anew.
/// Fails (inUse) where one runs already.
Result<std::int64_t> launchWorker(VerbContext &context, const runs::RunFolder &run, const LaunchOptions &options = {});

/// Starts a small process for the run that waits until the others have ended and then becomes its worker, under the
/// same number; the run is `waiting` meanwhile, and says so in its log. Fails as launchWorker does.
Result<std::int64_t> launchAfter(VerbContext &context, const runs::RunFolder &run,
                                 const std::vector<runs::RunFolder> &others);

/// Follows a run's events until it has ended, from seq `since` on, telling each. Gives the last status.
Result<runs::RunStatus> follow(VerbContext &context, const runs::RunFolder &run, std::int64_t since,
                               const std::function<void(const protocol::Message &, std::int64_t totalSteps)> &tell);

/// What a run's end means for whoever waited for it: nothing for success, else an error with its exit code.
Result<void> outcomeOf(VerbContext &context, const runs::RunFolder &run, const runs::RunSummary &summary);

/// The error of a run whose process went without a word: diskFull where the disk leaves it none, else internal.
Result<void> silentEndOf(VerbContext &context, const runs::RunFolder &run, const runs::RunSummary &summary);

/// Sends a command and waits for its answer. Fails (config) where the worker refuses or does not answer in time.
Result<std::string> command(VerbContext &context, const runs::RunFolder &run, protocol::CommandKind kind,
                            std::chrono::seconds limit);

} // namespace bafo::app
