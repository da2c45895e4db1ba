// SPDX-License-Identifier: Apache-2.0
#include "app/engine/training_overlap_search.h"

#include "core/config/run_config.h"
#include "core/data/dataset.h"
#include "core/protocol/events.h"
#include "core/runs/adapter_base.h"
#include "core/runs/model_lineage.h"
#include "core/scoring/training_overlap.h"

#include <set>
#include <string>
#include <tuple>

namespace bafo::engine {
namespace {

constexpr std::uint64_t kMaxConfigBytes = 1U << 20U;
constexpr int kDeepestLineage = 32;

/// A selection of a dataset that some run read.
using Selection = std::tuple<std::string, std::string, std::string>; ///< dataset, language, split

struct TrainingText {
    std::set<Selection> selections;
    std::vector<std::string> unknown; ///< what could not be looked through
};

void addConfig(const config::RunConfig &config, TrainingText &text)
{
    for (const config::StageConfig &stage : config.curriculum) {
        text.selections.insert({stage.dataset, stage.language, stage.split});
    }
    if (config.replay.share > 0) {
        text.selections.insert({config.replay.dataset, config.replay.language, config.replay.split});
    }
}

/// The project's model or adapter of that name; empty where there is none.
Result<Path> parentFolder(const OverlapSearch &search, const runs::LineageParent &parent)
{
    const Path byName = search.project.modelsFolder() / parent.name;
    if (!runs::isName(parent.name)) {
        return Path();
    }
    const bool isModel = BAFO_TRY(search.files.status(byName / "config.json")).exists;
    const bool isAdapter = BAFO_TRY(runs::isAdapter(search.files, byName));
    return isModel || isAdapter ? byName : Path();
}

Result<void> collect(const OverlapSearch &search, const Path &model, int depth, TrainingText &text)
{
    const runs::ModelLineage lineage = BAFO_TRY(runs::readLineage(search.files, model));
    const auto run = lineage.settings.find("run");
    if (run != lineage.settings.end() && runs::isName(run->second)) {
        const Path file = search.project.runsFolder() / run->second / "config.yaml";
        const auto yaml = search.files.readFile(file, kMaxConfigBytes);
        const auto config = yaml ? config::parseRunConfig(*yaml) : Result<config::RunConfig>(fail(yaml.error()));
        if (config) {
            addConfig(*config, text);
        } else {
            text.unknown.push_back("the text of run " + run->second);
        }
    }
    for (const runs::LineageParent &parent : lineage.parents) {
        const Path folder = BAFO_TRY(parentFolder(search, parent));
        if (!folder.empty() && depth < kDeepestLineage) {
            BAFO_TRY(collect(search, folder, depth + 1, text));
        }
    }
    return {};
}

Result<void> lookThrough(const OverlapSearch &search, const Selection &selection, scoring::TrainingOverlap &overlap,
                         TrainingText &text)
{
    const auto &[name, language, split] = selection;
    auto dataset = runs::isName(name) ? data::Dataset::open(search.files, search.project.datasetsFolder() / name)
                                      : Result<data::Dataset>(fail(ErrorCode::data, "no name"));
    if (!dataset) {
        text.unknown.push_back("dataset " + name);
        return {};
    }
    return dataset->visit({.language = language, .split = split, .search = {}},
                          [&](const data::Document &document) -> Result<void> {
                              overlap.look(document.text, name);
                              return {};
                          });
}

/// What of an item would give it away: its question and its choices, not the frame of the prompt alone.
std::string textOf(const scoring::Question &question)
{
    std::string text = question.context;
    for (const std::string &choice : question.choices) {
        text += "\n" + choice;
    }
    return text;
}

Result<void> mark(const OverlapSearch &search, TrainingText &text, std::vector<scoring::AskedCell> &cells)
{
    scoring::TrainingOverlap overlap;
    for (const scoring::AskedCell &cell : cells) {
        for (const scoring::AskedItem &item : cell.items) {
            (void)overlap.addItem(textOf(item.question));
        }
    }
    for (const Selection &selection : text.selections) {
        BAFO_TRY(lookThrough(search, selection, overlap, text));
    }
    std::size_t number = 0;
    for (scoring::AskedCell &cell : cells) {
        for (scoring::AskedItem &item : cell.items) {
            item.foundIn = overlap.foundIn(number++);
        }
    }
    return {};
}

} // namespace

Result<void> findTrainingOverlap(const OverlapSearch &search, std::vector<scoring::AskedCell> &cells)
{
    TrainingText text;
    BAFO_TRY(collect(search, search.model, 0, text));
    if (!text.selections.empty()) {
        BAFO_TRY(search.events.emit(protocol::PhaseChanged{.phase = "looking for items in the training text"}));
        BAFO_TRY(mark(search, text, cells));
    }
    for (const std::string &unknown : text.unknown) {
        BAFO_TRY(search.events.emit(
            protocol::Warning{.code = "training_text_unknown",
                              .message = unknown + " was trained on, but is not here: items in it are not marked",
                              .hint = {}}));
    }
    return {};
}

} // namespace bafo::engine
