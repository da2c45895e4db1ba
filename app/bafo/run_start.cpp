// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/engine_program.h"
#include "app/bafo/run_config_file.h"
#include "app/bafo/run_options.h"
#include "app/bafo/run_planning.h"
#include "app/bafo/words.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace bafo::app {
namespace {

struct StartOptions {
    std::string config;
    std::vector<std::string> changes;
    std::vector<std::string> after;
    std::shared_ptr<LaunchOptions> launch;
    bool isWaiting = false;
    bool mayBeTooLarge = false;
};

/// What can be said before a worker starts: every dataset is there, the new model's name is free.
Result<void> checkInputs(VerbContext &context, const runs::Project &project, const config::RunConfig &config)
{
    std::vector<std::string> datasets;
    for (const auto &stage : config.curriculum) {
        datasets.push_back(stage.dataset);
    }
    for (const auto &set : config.evaluation.heldOut) {
        datasets.push_back(set.dataset);
    }
    if (config.replay.share > 0) {
        datasets.push_back(config.replay.dataset);
    }
    for (const std::string &name : datasets) {
        if (!runs::isName(name) || !BAFO_TRY(context.files.status(project.datasetsFolder() / name)).exists) {
            return fail(ErrorCode::data, "no dataset '" + name + "' in this project", "'bafo data list' shows them");
        }
    }
    if (!config.outputModel.empty()) {
        BAFO_TRY(runs::checkName("model", config.outputModel));
        if (BAFO_TRY(context.files.status(project.modelsFolder() / config.outputModel)).exists) {
            return fail(ErrorCode::inUse, "there is a model '" + config.outputModel + "' already",
                        "give output_model another name, or 'bafo model rm " + config.outputModel + "' first");
        }
    }
    return {};
}

Result<void> waitForEnd(VerbContext &context, const runs::RunFolder &run)
{
    const auto status
        = BAFO_TRY(follow(context, run, 0, [&context](const protocol::Message &message, std::int64_t totalSteps) {
              if (const auto words = eventInWords(message.event, totalSteps)) {
                  context.printer.say(*words);
              }
          }));
    context.printer.json({{"run", run.id()},
                          {"outcome", status.summary.outcome},
                          {"step", status.summary.step},
                          {"loss", status.summary.loss},
                          {"output_model", status.summary.outputModel}});
    return outcomeOf(context, run, status.summary);
}

Result<void> startRun(VerbContext &context, const StartOptions &options)
{
    const auto project = BAFO_TRY(context.project());
    std::vector<runs::RunFolder> others; // found before this run is one of them: "last" is the one before
    for (const std::string &id : options.after) {
        others.push_back(BAFO_TRY(runs::RunFolder::find(context.files, project, id)));
    }
    auto config = BAFO_TRY(readRunConfig(context, options.config, options.changes));
    BAFO_TRY(nameWithinProject(context, project, config));
    BAFO_TRY(checkInputs(context, project, config));
    (void)BAFO_TRY(enginePath(context)); // before there is a run that nothing could start
    const runs::LaunchSettings launch{.numRanks = options.launch->numRanks.value_or(1),
                                      .rankTimeoutSeconds
                                      = options.launch->rankTimeoutSeconds.value_or(runs::kDefaultRankTimeoutSeconds),
                                      .device = options.launch->device.value_or(runs::kDeviceAuto)};
    BAFO_TRY(runs::checkLaunchSettings(launch));
    BAFO_TRY(checkSettings(context, project, config, launch));
    if (!options.mayBeTooLarge) {
        BAFO_TRY(checkMemory(context, project, config, launch, !others.empty()));
    }
    const auto run
        = BAFO_TRY(runs::RunFolder::create(context.files, project, config.name, config::toYaml(config), context.clock));
    if (launch != runs::LaunchSettings()) {
        BAFO_TRY(runs::writeLaunchSettings(context.files, run, launch));
    }
    const std::int64_t pid = BAFO_TRY(others.empty() ? launchWorker(context, run) : launchAfter(context, run, others));
    context.printer.say("run " + run.id() + (others.empty() ? " started" : " waits for its turn"));
    if (options.isWaiting) {
        return waitForEnd(context, run);
    }
    context.printer.say("it goes on by itself: 'bafo run attach " + run.id() + "' watches it");
    context.printer.json(
        {{"run", run.id()}, {"folder", run.path().string()}, {"pid", pid}, {"is_waiting", !others.empty()}});
    return {};
}

struct ResumeOptions {
    std::shared_ptr<LaunchOptions> launch;
    bool isWaiting = false;
};

/// A run that stands still is not refused: it went on once, and its settings cannot be changed any more.
Result<void> warnOfMemory(VerbContext &context, const runs::RunFolder &run, const LaunchOptions &options)
{
    const auto project = BAFO_TRY(context.project());
    const auto launch = BAFO_TRY(launchSettingsOf(context, run, options));
    const auto text = BAFO_TRY(context.files.readFile(run.configFile(), 1U << 20U));
    const auto config = config::parseRunConfig(text);
    const auto fits = config ? checkMemory(context, project, *config, launch, false) : Result<void>();
    if (!fits) {
        context.printer.say("warning: " + fits.error().message);
    }
    return {};
}

/// A run with a process is asked to go on; it keeps the ranks that it has.
Result<void> wakeRun(VerbContext &context, const runs::RunFolder &run, const LaunchOptions &options)
{
    const auto settings = BAFO_TRY(launchSettingsOf(context, run, {}));
    if (BAFO_TRY(launchSettingsOf(context, run, options)) != settings) {
        return fail(ErrorCode::config,
                    fmt::format("run {} is at work with {} rank{}: how many, their timeout and their device "
                                "change only when they start",
                                run.id(), settings.numRanks, settings.numRanks == 1 ? "" : "s"),
                    "'bafo run stop " + run.id() + "' saves and ends it; then resume it with --ranks");
    }
    const std::string answer = BAFO_TRY(command(context, run, protocol::CommandKind::resume, std::chrono::seconds(60)));
    context.printer.say(answer);
    return {};
}

Result<void> resumeRun(VerbContext &context, const runs::RunFolder &run, const ResumeOptions &options)
{
    const auto status = BAFO_TRY(runs::statusOf(context.files, run, context.clock));
    if (status.state == runs::RunState::waiting) {
        return fail(ErrorCode::inUse, "run " + run.id() + " waits for " + status.summary.waitsFor,
                    "it starts by itself; 'bafo run cancel " + run.id() + "' takes it out of the queue");
    }
    if (status.hasProcess && !status.summary.hasEnded) {
        BAFO_TRY(wakeRun(context, run, *options.launch));
    } else if (status.summary.outcome == "finished") {
        return fail(ErrorCode::config, "run " + run.id() + " has finished: there is nothing to resume",
                    "'bafo run clone " + run.id() + "' gives its configuration for another run");
    } else {
        BAFO_TRY(warnOfMemory(context, run, *options.launch));
        (void)BAFO_TRY(launchWorker(context, run, *options.launch));
        context.printer.say("run " + run.id() + " goes on");
    }
    if (options.isWaiting) {
        return waitForEnd(context, run);
    }
    context.printer.json({{"run", run.id()}, {"resumed", true}});
    return {};
}

} // namespace

void addRunStart(CLI::App &family, VerbContext &context)
{
    CLI::App *verb = addVerb(family, "start", "start a run; it goes on when the terminal closes", context);
    const auto options = std::make_shared<StartOptions>();
    verb->add_option("config", options->config, "a YAML file; 'bafo config check --help' lists its keys")->required();
    verb->add_option("--set", options->changes, "change one setting: key=value");
    verb->add_option("--after", options->after,
                     "wait until this run has ended, however it ends; may be given several times");
    options->launch = addLaunchOptions(*verb);
    verb->add_flag("--even-if-too-large", options->mayBeTooLarge,
                   "start it although the plan says that it needs more memory than is free");
    verb->add_flag("--wait", options->isWaiting, "stay until the run has ended, and exit as it does");
    verb->callback(
        [&context, options] { context.action = [&context, options] { return startRun(context, *options); }; });

    const auto resume = std::make_shared<ResumeOptions>();
    CLI::App *resumeVerb
        = addRunVerb(family, "resume", "go on with a paused run, or with one that has ended too early", context,
                     [resume](auto &verbContext, const auto &run) { return resumeRun(verbContext, run, *resume); });
    resume->launch = addLaunchOptions(*resumeVerb);
    resumeVerb->add_flag("--wait", resume->isWaiting, "stay until the run has ended, and exit as it does");
}

} // namespace bafo::app
