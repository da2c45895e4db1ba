// SPDX-License-Identifier: Apache-2.0
#include "core/runs/usage.h"

#include "core/config/run_config.h"
#include "core/runs/run_folder.h"

#include <algorithm>
#include <functional>

namespace bafo::runs {
namespace {

using Question = std::function<bool(const config::RunConfig &)>;

Result<std::vector<std::string>> liveRuns(FileSystem &files, const Project &project, const Clock &clock,
                                          const Question &uses)
{
    std::vector<std::string> found;
    for (const RunFolder &run : BAFO_TRY(RunFolder::list(files, project))) {
        if (!BAFO_TRY(statusOf(files, run, clock)).hasProcess) {
            continue;
        }
        const auto text = files.readFile(run.configFile(), 1U << 20U);
        const auto config = text ? config::parseRunConfig(*text) : Result<config::RunConfig>(fail(text.error()));
        if (!config || uses(*config)) {
            found.push_back(run.id());
        }
    }
    return found;
}

} // namespace

Result<std::vector<std::string>> liveRunsUsingDataset(FileSystem &files, const Project &project, const Clock &clock,
                                                      const std::string &dataset)
{
    const auto names = [&](const auto &entry) { return entry.dataset == dataset; };
    return liveRuns(files, project, clock, [&](const config::RunConfig &config) {
        return std::ranges::any_of(config.curriculum, names) || std::ranges::any_of(config.evaluation.heldOut, names);
    });
}

Result<std::vector<std::string>> liveRunsUsingModel(FileSystem &files, const Project &project, const Clock &clock,
                                                    const std::string &model)
{
    return liveRuns(files, project, clock, [&](const config::RunConfig &config) {
        return config.model == model || config.outputModel == model || config.tokenizer == model;
    });
}

} // namespace bafo::runs
