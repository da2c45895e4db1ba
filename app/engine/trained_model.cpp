// SPDX-License-Identifier: Apache-2.0
#include "app/engine/trained_model.h"

#include "core/exchange/model_writer.h"

#include <utility>

namespace bafo::engine {
namespace {

constexpr const char *kRunSetting = "run";

std::vector<exchange::TensorSource> sourcesOf(model::WeightStore &weights)
{
    std::vector<exchange::TensorSource> sources;
    for (const auto &weight : weights.weights()) {
        sources.push_back({.name = weight->name(),
                           .shape = weight->shape(),
                           .stream = [&weight = *weight](const exchange::ByteSink &sink) {
                               return sink(std::as_bytes(model::WeightStore::valuesOf(weight)));
                           }});
    }
    return sources;
}

} // namespace

Result<bool> isAlreadySaved(FileSystem &files, const Path &folder, const std::string &run)
{
    if (!BAFO_TRY(files.status(folder)).exists) {
        return false;
    }
    const runs::ModelLineage lineage = BAFO_TRY(runs::readLineage(files, folder));
    const auto maker = lineage.settings.find(kRunSetting);
    if (maker != lineage.settings.end() && maker->second == run) {
        return true;
    }
    return fail(ErrorCode::config,
                "output_model: there is already something named " + folder.filename().string() + " in "
                    + folder.parent_path().string(),
                "choose another output_model, or remove that one with 'bafo model rm'");
}

Result<void> saveTrainedModel(FileSystem &files, const Path &folder, const TrainedModel &trained)
{
    const runs::ModelLineage parent = BAFO_TRY(trained.base.lineage());
    const bool isFolder = BAFO_TRY(files.status(trained.tokenizerPath)).isDirectory;
    exchange::ModelFolderContent content;
    content.configJson = trained.base.configText();
    content.tensors = sourcesOf(trained.weights);
    content.otherFiles = BAFO_TRY(exchange::readCompanionFiles(
        files, trained.base.path(), isFolder ? trained.tokenizerPath : trained.tokenizerPath.parent_path()));
    content.lineage.how = "train";
    content.lineage.parents = {{.name = trained.base.name(), .weightHash = parent.weightHash()}};
    content.lineage.settings
        = {{kRunSetting, trained.run},
           {"config_hash", config::hashOf(trained.config)},
           {"tokenizer_hash", trained.tokenizer.hash()},
           {"steps", std::to_string(trained.progress.step)},
           {"train_tokens", std::to_string(static_cast<std::int64_t>(trained.progress.trainTokens))},
           {"train_bytes", std::to_string(static_cast<std::int64_t>(trained.progress.trainBytes))}};
    (void)BAFO_TRY(exchange::writeModelFolder(files, folder, content));
    return {};
}

} // namespace bafo::engine
