// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/engine_program.h"
#include "app/bafo/run_config_file.h"
#include "app/bafo/run_options.h"
#include "app/bafo/words.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace bafo::app {
namespace {

struct StartOptions {
    std::string config;
    std::vector<std::string> changes;
    std::vector<std::string> after;
    bool isWaiting = false;
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
    const auto run
        = BAFO_TRY(runs::RunFolder::create(context.files, project, config.name, config::toYaml(config), context.clock));
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

} // namespace

void addRunStart(CLI::App &family, VerbContext &context)
{
    CLI::App *verb = addVerb(family, "start", "start a run; it goes on when the terminal closes", context);
    const auto options = std::make_shared<StartOptions>();
    verb->add_option("config", options->config, "a YAML file; 'bafo config check --help' lists its keys")->required();
    verb->add_option("--set", options->changes, "change one setting: key=value");
    verb->add_option("--after", options->after,
                     "wait until this run has ended, however it ends; may be given several times");
    verb->add_flag("--wait", options->isWaiting, "stay until the run has ended, and exit as it does");
    verb->callback(
        [&context, options] { context.action = [&context, options] { return startRun(context, *options); }; });

    const auto isWaiting = std::make_shared<bool>(false);
    CLI::App *resume = addRunVerb(
        family, "resume", "go on with a paused run, or with one that has ended too early", context,
        [isWaiting](VerbContext &verbContext, const runs::RunFolder &run) -> Result<void> {
            const auto status = BAFO_TRY(runs::statusOf(verbContext.files, run, verbContext.clock));
            if (status.state == runs::RunState::waiting) {
                return fail(ErrorCode::inUse, "run " + run.id() + " waits for " + status.summary.waitsFor,
                            "it starts by itself; 'bafo run cancel " + run.id() + "' takes it out of the queue");
            }
            if (status.hasProcess && !status.summary.hasEnded) {
                const std::string answer
                    = BAFO_TRY(command(verbContext, run, protocol::CommandKind::resume, std::chrono::seconds(60)));
                verbContext.printer.say(answer);
            } else if (status.summary.outcome == "finished") {
                return fail(ErrorCode::config, "run " + run.id() + " has finished: there is nothing to resume",
                            "'bafo run clone " + run.id() + "' gives its configuration for another run");
            } else {
                (void)BAFO_TRY(launchWorker(verbContext, run));
                verbContext.printer.say("run " + run.id() + " goes on");
            }
            if (*isWaiting) {
                return waitForEnd(verbContext, run);
            }
            verbContext.printer.json({{"run", run.id()}, {"resumed", true}});
            return {};
        });
    resume->add_flag("--wait", *isWaiting, "stay until the run has ended, and exit as it does");
}

} // namespace bafo::app
