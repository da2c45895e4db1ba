// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/engine_program.h"
#include "app/bafo/eval_options.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace bafo::app {

Result<std::vector<std::string>> evaluationIds(VerbContext &context, const runs::Project &project)
{
    std::vector<std::string> ids;
    if (!BAFO_TRY(context.files.status(scoring::evaluationsFolder(project.root()))).exists) {
        return ids;
    }
    for (const std::string &name : BAFO_TRY(context.files.list(scoring::evaluationsFolder(project.root())))) {
        const scoring::EvaluationPlace place(scoring::evaluationsFolder(project.root()) / name);
        if (runs::isName(name) && BAFO_TRY(context.files.status(place.infoFile())).exists) {
            ids.push_back(name);
        }
    }
    return ids;
}

Result<scoring::EvaluationPlace> findEvaluation(VerbContext &context, const runs::Project &project,
                                                const std::string &id)
{
    const auto ids = BAFO_TRY(evaluationIds(context, project));
    if (id == "last" && !ids.empty()) {
        return scoring::EvaluationPlace(scoring::evaluationsFolder(project.root()) / ids.back());
    }
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
        return fail(ErrorCode::config, "no evaluation '" + id + "' in this project",
                    ids.empty() ? "'bafo eval run MODEL --task TASK' makes one" : "'bafo eval list' shows them");
    }
    return scoring::EvaluationPlace(scoring::evaluationsFolder(project.root()) / id);
}

std::string scoreInWords(const scoring::Score &score)
{
    return fmt::format("{} {:.4f} [{:.4f}, {:.4f}]", score.metric, score.value, score.low, score.high);
}

void tellScores(VerbContext &context, const scoring::EvaluationInfo &info, const scoring::EvaluationScores &scores)
{
    for (std::size_t i = 0; i < std::min(info.cells.size(), scores.cells.size()); ++i) {
        const scoring::EvaluationCell &cell = info.cells[i];
        const scoring::CellScores &scored = scores.cells[i];
        std::string line = fmt::format("{} ({}), {} items:", cell.task, cell.prompt, scored.numItems);
        for (const scoring::Score &score : scored.scores) {
            line += "  " + scoreInWords(score);
        }
        context.printer.say(line);
        for (const std::string &warning : scored.warnings) {
            context.printer.say("  ! " + warning);
        }
    }
    for (const scoring::TaskScores &task : scores.tasks) {
        if (task.numPrompts > 1) {
            context.printer.say(fmt::format("{} over {} prompts: {} {:.4f} to {:.4f}, mean {:.4f}, best '{}'",
                                            task.task, task.numPrompts, task.metric, task.worst, task.best, task.mean,
                                            task.bestPrompt));
        }
    }
}

nlohmann::json jsonOf(const scoring::EvaluationInfo &info, const scoring::EvaluationScores &scores)
{
    auto object = nlohmann::json::parse(scoring::toJson(info));
    const auto scored = nlohmann::json::parse(scoring::toJson(scores));
    for (std::size_t i = 0; i < std::min(object["cells"].size(), scored["cells"].size()); ++i) {
        object["cells"][i].erase("start");
        object["cells"][i]["result"] = scored["cells"][i];
    }
    object["tasks"] = scored["tasks"];
    return object;
}

void addEval(CLI::App &program, VerbContext &context)
{
    CLI::App *family = program.add_subcommand("eval", "what a model can do: tasks, scores with their doubt");
    family->require_subcommand(1);
    addEvalRun(*family, context);
    addEvalTasks(*family, context);
    addEvalViews(*family, context);
    addEvalCompare(*family, context);
    addEvalVerdict(*family, context);
    addEngineVerb(*family, "bpb", "bits per byte of UTF-8 text: comparable across vocabularies", context);
}

} // namespace bafo::app
