// SPDX-License-Identifier: Apache-2.0
#include "core/runs/usage.h"

#include "core/config/evaluation_run_config.h"
#include "core/config/run_config.h"
#include "core/runs/run_folder.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string_view>

namespace bafo::runs {
namespace {

using Question = std::function<bool(const config::RunConfig &)>;

/// What a run reads. An evaluation reads a model only.
Result<config::RunConfig> inputsOf(std::string_view yaml)
{
    if (config::runKindOf(yaml) != config::kEvalKind) {
        return config::parseRunConfig(yaml);
    }
    config::RunConfig inputs;
    inputs.model = BAFO_TRY(config::parseEvaluationRunConfig(yaml)).model;
    return inputs;
}

Result<std::vector<std::string>> liveRuns(FileSystem &files, const Project &project, const Clock &clock,
                                          const Question &uses)
{
    std::vector<std::string> found;
    for (const RunFolder &run : BAFO_TRY(RunFolder::list(files, project))) {
        if (!BAFO_TRY(statusOf(files, run, clock)).hasProcess) {
            continue;
        }
        const auto text = files.readFile(run.configFile(), 1U << 20U);
        const auto config = text ? inputsOf(*text) : Result<config::RunConfig>(fail(text.error()));
        if (!config || uses(*config)) {
            found.push_back(run.id());
        }
    }
    return found;
}

/// What a configuration names, with every link followed: a name in one of the rooms, or a path, which counts from the
/// project's root, where the worker stands. Empty where nothing was named.
std::vector<Path> placesOf(const Project &project, const std::vector<Path> &rooms, const std::string &nameOrPath)
{
    std::vector<Path> places;
    const auto add = [&places](const Path &path) {
        std::error_code error;
        const Path place = std::filesystem::weakly_canonical(path, error);
        places.push_back(error ? path.lexically_normal() : place);
    };
    if (nameOrPath.empty()) {
        return places;
    }
    if (isName(nameOrPath)) {
        std::ranges::for_each(rooms, [&](const Path &room) { add(room / nameOrPath); });
    }
    add(project.root() / nameOrPath / ""); // an absolute path stays one
    return places;
}

/// Whether what a configuration names is the folder or lies in it.
bool leadsInto(const Path &folder, const Project &project, const std::vector<Path> &rooms,
               const std::string &nameOrPath)
{
    std::error_code error;
    const Path canonical = std::filesystem::weakly_canonical(folder, error);
    const Path &place = error ? folder : canonical;
    return std::ranges::any_of(placesOf(project, rooms, nameOrPath), [&place](const Path &named) {
        return std::mismatch(place.begin(), place.end(), named.begin(), named.end()).first == place.end();
    });
}

} // namespace

Result<std::vector<std::string>> liveRunsUsingDataset(FileSystem &files, const Project &project, const Clock &clock,
                                                      const std::string &dataset)
{
    const Path folder = project.datasetsFolder() / dataset;
    const auto names
        = [&](const auto &entry) { return leadsInto(folder, project, {project.datasetsFolder()}, entry.dataset); };
    return liveRuns(files, project, clock, [&](const config::RunConfig &config) {
        return std::ranges::any_of(config.curriculum, names) || std::ranges::any_of(config.evaluation.heldOut, names)
            || (config.replay.share > 0 && names(config.replay));
    });
}

Result<std::vector<std::string>> liveRunsUsingModel(FileSystem &files, const Project &project, const Clock &clock,
                                                    const std::string &model)
{
    const Path folder = project.modelsFolder() / model;
    const std::vector<Path> models{project.modelsFolder()};
    return liveRuns(files, project, clock, [&](const config::RunConfig &config) {
        return leadsInto(folder, project, models, config.model)
            || leadsInto(folder, project, models, config.outputModel)
            || leadsInto(folder, project, {project.tokenizersFolder(), project.modelsFolder()}, config.tokenizer);
    });
}

} // namespace bafo::runs
