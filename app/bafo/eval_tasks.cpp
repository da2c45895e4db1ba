// SPDX-License-Identifier: Apache-2.0
// `eval tasks` and `eval import`: what can be asked, and the data that it takes.
#include "app/bafo/eval_options.h"
#include "app/bafo/words.h"
#include "core/base/sha256.h"
#include "core/scoring/evaluation_plan.h"
#include "core/scoring/item_file.h"
#include "plugins/evaluations/evaluations.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace bafo::app {
namespace {

constexpr std::uint64_t kMaxTaskBytes = 1U << 20U;

Result<void> listTasks(VerbContext &context)
{
    const auto project = BAFO_TRY(context.projectIfAny());
    const auto kinds = evaluations::makeEvaluationKinds();
    const scoring::TaskLibrary library(context.files, kinds,
                                       project ? scoring::evaluationDataFolder(project->root()) : Path());
    nlohmann::json array = nlohmann::json::array();
    for (const scoring::FoundTask &found : BAFO_TRY(library.all())) {
        const scoring::Task &task = found.task;
        const bool hasData = BAFO_TRY(library.hasData(task));
        nlohmann::json prompts = nlohmann::json::array();
        std::string names;
        for (const scoring::PromptStyle &prompt : task.prompts) {
            prompts.push_back(prompt.name);
            names += (names.empty() ? "" : ", ") + prompt.name;
        }
        context.printer.say(fmt::format("{:<22} {:<6} {:<22} {}  {} (prompts: {})", task.name, task.language, task.kind,
                                        hasData ? "data here " : "no data   ", task.title, names));
        array.push_back({{"name", task.name},
                         {"version", task.version},
                         {"title", task.title},
                         {"about", task.about},
                         {"kind", task.kind},
                         {"language", task.language},
                         {"prompts", prompts},
                         {"files", task.data.files},
                         {"format", task.data.format},
                         {"source", task.data.source},
                         {"revision", task.data.revision},
                         {"licence", task.data.licence},
                         {"is_of_project", found.isOfProject},
                         {"has_data", hasData}});
    }
    context.printer.json({{"tasks", array}});
    return {};
}

struct ImportOptions {
    std::string task;
    std::vector<std::string> files;
    std::string taskFile;
    std::string source;
    std::string revision;
    std::string licence;
};

/// The task that the data is for: a file that is taken in too, or one that is known.
Result<scoring::FoundTask> wantedTask(VerbContext &context, const scoring::TaskLibrary &library,
                                      const ImportOptions &options)
{
    if (options.taskFile.empty()) {
        return library.find(options.task);
    }
    const std::string yaml = BAFO_TRY(context.files.readFile(options.taskFile, kMaxTaskBytes));
    scoring::FoundTask found = BAFO_TRY(library.read(yaml, options.taskFile));
    if (found.task.name != options.task) {
        return fail(ErrorCode::config,
                    options.taskFile + " describes task '" + found.task.name + "', not '" + options.task + "'",
                    "give the name that stands in the file");
    }
    return found;
}

Result<void> checkNumber(const scoring::Task &task, const ImportOptions &options)
{
    if (options.files.size() == task.data.files.size()) {
        return {};
    }
    std::string roles;
    for (const std::string &role : task.data.files) {
        roles += " " + role + "-FILE";
    }
    return fail(ErrorCode::config,
                fmt::format("task '{}' has {} data file{}, and {} were given", task.name, task.data.files.size(),
                            task.data.files.size() == 1 ? "" : "s", options.files.size()),
                "bafo eval import " + task.name + roles);
}

std::string originJson(VerbContext &context, const scoring::Task &task, const ImportOptions &options,
                       const std::vector<std::string> &hashes)
{
    nlohmann::ordered_json files = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        files.push_back({{"role", task.data.files[i]},
                         {"name", Path(options.files[i]).filename().string()},
                         {"sha256", hashes[i]}});
    }
    const auto orOf = [](const std::string &given, const std::string &known) { return given.empty() ? known : given; };
    const nlohmann::ordered_json origin = {{"task", task.name},
                                           {"task_version", task.version},
                                           {"source", orOf(options.source, task.data.source)},
                                           {"revision", orOf(options.revision, task.data.revision)},
                                           {"licence", orOf(options.licence, task.data.licence)},
                                           {"files", files},
                                           {"imported_ms", context.clock.wallMs()}};
    return origin.dump(1) + "\n";
}

struct Staged {
    Path folder; ///< what takes the real one's place
    std::vector<std::string> hashes;
    std::vector<scoring::AskedCell> cells;
};

/// Copies the files beside their place and plans there: what no question can be made of is not taken in.
Result<Staged> stage(VerbContext &context, const ImportOptions &options, const scoring::FoundTask &found,
                     const Registry<scoring::EvaluationKind> &kinds, const Path &staging)
{
    Staged staged;
    staged.folder = staging / found.task.name;
    BAFO_TRY(context.files.createDirectories(staged.folder));
    for (std::size_t i = 0; i < options.files.size(); ++i) {
        const std::string bytes = BAFO_TRY(context.files.readFile(options.files[i], scoring::kMaxDataBytes));
        staged.hashes.push_back(sha256Of(bytes));
        const Path copy = scoring::dataFileOf(staged.folder, found.task, found.task.data.files[i]);
        BAFO_TRY(writeFileAtomically(context.files, copy, bytes));
    }
    if (!options.taskFile.empty() || found.isOfProject) {
        BAFO_TRY(writeFileAtomically(context.files, staged.folder / "task.yaml", found.yaml));
    }
    const scoring::TaskLibrary library(context.files, kinds, staging);
    staged.cells = BAFO_TRY(scoring::planEvaluation(context.files, library, kinds,
                                                    {.tasks = {found.task.name}, .prompts = {}, .limit = 0}));
    BAFO_TRY(writeFileAtomically(context.files, staged.folder / "origin.json",
                                 originJson(context, found.task, options, staged.hashes)));
    return staged;
}

void tellImported(VerbContext &context, const scoring::Task &task, const Staged &staged)
{
    nlohmann::json prompts = nlohmann::json::array();
    for (const scoring::AskedCell &cell : staged.cells) {
        nlohmann::json broken = nlohmann::json::array();
        for (const scoring::BrokenLine &line : cell.broken) {
            broken.push_back({{"line", line.line}, {"reason", line.reason}});
        }
        context.printer.say(fmt::format("{} ({}): {} items", task.name, cell.prompt.name, cell.items.size()));
        if (!cell.broken.empty()) {
            context.printer.say("warning: " + scoring::brokenInWords(cell));
        }
        prompts.push_back({{"prompt", cell.prompt.name}, {"items", cell.items.size()}, {"broken", broken}});
    }
    const bool isAsExpected = staged.cells.front().cell.isDataAsExpected;
    if (!isAsExpected) {
        context.printer.say("warning: this is not the file of revision " + task.data.revision
                            + " that the task was written for: its scores compare with those of the same file only");
    }
    context.printer.json(
        {{"task", task.name}, {"prompts", prompts}, {"sha256", staged.hashes}, {"is_data_as_expected", isAsExpected}});
}

Result<void> importData(VerbContext &context, const ImportOptions &options)
{
    const auto project = BAFO_TRY(context.project());
    const auto kinds = evaluations::makeEvaluationKinds();
    const scoring::TaskLibrary library(context.files, kinds, scoring::evaluationDataFolder(project.root()));
    const scoring::FoundTask found = BAFO_TRY(wantedTask(context, library, options));
    BAFO_TRY(checkNumber(found.task, options));
    const Path staging = scoring::evaluationDataFolder(project.root()) / ".importing";
    BAFO_TRY(context.files.removeTree(staging));
    const auto staged = stage(context, options, found, kinds, staging);
    if (!staged) {
        BAFO_TRY(context.files.removeTree(staging));
        return fail(staged.error());
    }
    const Path place = library.dataFolderOf(found.task.name);
    BAFO_TRY(context.files.removeTree(place));
    BAFO_TRY(context.files.rename(staged->folder, place));
    BAFO_TRY(context.files.removeTree(staging));
    tellImported(context, found.task, *staged);
    return {};
}

} // namespace

void addEvalTasks(CLI::App &family, VerbContext &context)
{
    addVerb(family, "tasks", "what can be asked, and whether its data is in the project", context)
        ->callback([&context] { context.action = [&context] { return listTasks(context); }; });
    CLI::App *verb = addVerb(family, "import", "take in the data of a task; nothing is downloaded", context);
    const auto options = std::make_shared<ImportOptions>();
    verb->add_option("task", options->task, "the task")->required();
    verb->add_option("files", options->files, "its files, in the order that 'bafo eval tasks --json' gives")
        ->required();
    verb->add_option("--task-file", options->taskFile, "a task of your own (YAML) that this data is for");
    verb->add_option("--source", options->source, "where the data comes from, where the task does not say");
    verb->add_option("--revision", options->revision, "which version of it");
    verb->add_option("--licence", options->licence, "under what licence");
    verb->callback(
        [&context, options] { context.action = [&context, options] { return importData(context, *options); }; });
}

} // namespace bafo::app
