// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/engine_program.h"
#include "app/bafo/eval_options.h"
#include "app/bafo/run_config_file.h"
#include "app/bafo/run_options.h"
#include "app/bafo/words.h"
#include "core/config/evaluation_run_config.h"
#include "core/scoring/evaluation_plan.h"
#include "plugins/evaluations/evaluations.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace bafo::app {
namespace {

struct RunOptions {
    config::EvaluationRunConfig config;
    std::vector<std::string> after;
    bool isWaiting = false;
};

/// Everything that can be said before a worker starts: the tasks are there with their data, and what of it is broken.
Result<void> checkTasks(VerbContext &context, const runs::Project &project, const config::EvaluationRunConfig &config)
{
    const auto kinds = evaluations::makeEvaluationKinds();
    const scoring::TaskLibrary library(context.files, kinds, scoring::evaluationDataFolder(project.root()));
    const auto cells = BAFO_TRY(scoring::planEvaluation(
        context.files, library, kinds, {.tasks = config.tasks, .prompts = config.prompts, .limit = config.limit}));
    for (const scoring::AskedCell &cell : cells) {
        if (const std::string words = scoring::brokenInWords(cell); !words.empty()) {
            context.printer.say("warning: " + words);
        }
    }
    return {};
}

Result<void> nameModel(VerbContext &context, const runs::Project &project, config::EvaluationRunConfig &config)
{
    config::RunConfig named;
    named.model = config.model;
    BAFO_TRY(nameWithinProject(context, project, named));
    config.model = named.model;
    if (config.name.empty()) {
        const std::string name = "eval-" + Path(config.model).filename().string();
        config.name = runs::isName(name) && name.size() <= config::kLongestRunName ? name : "eval";
    }
    return {};
}

Result<void> waitForEnd(VerbContext &context, const runs::Project &project, const runs::RunFolder &run)
{
    const auto status
        = BAFO_TRY(follow(context, run, 0, [&context](const protocol::Message &message, std::int64_t totalSteps) {
              if (const auto words = eventInWords(message.event, totalSteps)) {
                  context.printer.say(*words);
              }
          }));
    BAFO_TRY(outcomeOf(context, run, status.summary));
    const scoring::EvaluationPlace place(scoring::evaluationsFolder(project.root()) / run.id());
    const auto info = BAFO_TRY(scoring::readEvaluationInfo(context.files, place));
    const auto scores = BAFO_TRY(scoring::readEvaluationScores(context.files, place));
    tellScores(context, info, scores);
    context.printer.json(
        {{"run", run.id()}, {"outcome", status.summary.outcome}, {"evaluation", jsonOf(info, scores)}});
    return {};
}

Result<void> startEvaluation(VerbContext &context, const RunOptions &options)
{
    const auto project = BAFO_TRY(context.project());
    config::EvaluationRunConfig config = options.config;
    std::vector<runs::RunFolder> others;
    for (const std::string &id : options.after) {
        others.push_back(BAFO_TRY(runs::RunFolder::find(context.files, project, id)));
    }
    BAFO_TRY(nameModel(context, project, config));
    BAFO_TRY(checkTasks(context, project, config));
    (void)BAFO_TRY(enginePath(context)); // before there is a run that nothing could start
    const auto run
        = BAFO_TRY(runs::RunFolder::create(context.files, project, config.name, config::toYaml(config), context.clock));
    const std::int64_t pid = BAFO_TRY(others.empty() ? launchWorker(context, run) : launchAfter(context, run, others));
    context.printer.say("evaluation " + run.id() + (others.empty() ? " started" : " waits for its turn"));
    if (options.isWaiting) {
        return waitForEnd(context, project, run);
    }
    context.printer.say("it goes on by itself: 'bafo run attach " + run.id() + "' watches it, 'bafo eval show "
                        + run.id() + "' shows its scores");
    context.printer.json(
        {{"run", run.id()}, {"folder", run.path().string()}, {"pid", pid}, {"is_waiting", !others.empty()}});
    return {};
}

} // namespace

void addEvalRun(CLI::App &family, VerbContext &context)
{
    CLI::App *verb = addVerb(family, "run",
                             "ask a model tasks; a run like any other: it goes on when the terminal closes, and can be "
                             "paused, cancelled and resumed with 'bafo run'",
                             context);
    const auto options = std::make_shared<RunOptions>();
    options->config.name.clear();
    verb->add_option("model", options->config.model, "a model of the project, or a folder of it")->required();
    verb->add_option("--task", options->config.tasks, "a task; may be given several times. 'bafo eval tasks' shows all")
        ->required();
    verb->add_option("--prompts", options->config.prompts,
                     "only these ways of asking, by name; default: all of a task");
    verb->add_option("--limit", options->config.limit,
                     "at most so many items a task, drawn from all of its file; 0: all")
        ->check(CLI::NonNegativeNumber);
    verb->add_option("--name", options->config.name, "part of the run's id; default: eval-MODEL");
    verb->add_option("--threads", options->config.threads, "processor threads, 0 to 1024; 0: all")
        ->check(CLI::Range(0, 1024));
    verb->add_option("--after", options->after, "wait until this run has ended; may be given several times");
    verb->add_flag("--wait", options->isWaiting, "stay until it has ended, show the scores, and exit as it does");
    verb->callback(
        [&context, options] { context.action = [&context, options] { return startEvaluation(context, *options); }; });
}

} // namespace bafo::app
