// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home/test_figures.h"

#include "core/scoring/evaluation_info.h"

namespace bafo::ui {
namespace {

std::vector<std::string> namesIn(FileSystem &files, const Path &folder)
{
    auto names = files.list(folder).value_or(std::vector<std::string>());
    std::erase_if(names, [](const std::string &name) { return !runs::isName(name); });
    return names;
}

} // namespace

TestFigures readTestFigures(FileSystem &files, const runs::Project &project)
{
    TestFigures figures;
    figures.numTasks = static_cast<std::int64_t>(namesIn(files, scoring::evaluationDataFolder(project.root())).size());
    const Path folder = scoring::evaluationsFolder(project.root());
    for (const std::string &name : namesIn(files, folder)) { // oldest first: ids begin with their time
        const scoring::EvaluationPlace place(folder / name);
        const auto status = files.status(place.scoresFile());
        if (!status || !status->exists) {
            continue;
        }
        const auto info = scoring::readEvaluationInfo(files, place);
        const auto scores = scoring::readEvaluationScores(files, place);
        if (!info || !scores || info->cells.empty() || scores->cells.size() != info->cells.size()) {
            continue;
        }
        ++figures.numEvaluations;
        const scoring::EvaluationCell &cell = info->cells.front();
        const auto lead = static_cast<std::size_t>(cell.lead);
        if (lead >= scores->cells.front().scores.size()) {
            continue;
        }
        const scoring::Score &score = scores->cells.front().scores[lead];
        figures.model = QString::fromStdString(info->model);
        figures.task = QString::fromStdString(cell.title.empty() ? cell.task : cell.title);
        figures.metric = QString::fromStdString(score.metric);
        figures.value = score.value;
        figures.low = score.low;
        figures.high = score.high;
        figures.numItems = scores->cells.front().numItems;
    }
    return figures;
}

} // namespace bafo::ui
