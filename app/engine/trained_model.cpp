// SPDX-License-Identifier: Apache-2.0
#include "app/engine/trained_model.h"

#include "core/distributed/agreement.h"
#include "core/exchange/model_writer.h"

#include <algorithm>
#include <utility>

namespace bafo::engine {
namespace {

constexpr const char *kRunSetting = "run";

std::vector<exchange::TensorSource> sourcesOf(const TrainedModel &trained)
{
    std::vector<exchange::TensorSource> sources;
    for (const model::TensorSpec &tensor : trained.base.architecture().tensors(trained.base.config())) {
        if (tensor.tiedTo.empty()) {
            sources.push_back(
                {.name = tensor.name,
                 .shape = tensor.shape,
                 .stream = [&weights = trained.weights, name = tensor.name](const exchange::ByteSink &sink) {
                     return weights.withWhole(
                         name, [&sink](std::span<const float> values) { return sink(std::as_bytes(values)); });
                 }});
        }
    }
    return sources;
}

/// What the ranks that do not write do: they give their rows of each tensor when its turn comes.
Result<void> giveRows(const TrainedModel &trained)
{
    std::vector<exchange::TensorSource> sources = sourcesOf(trained);
    std::sort(sources.begin(), sources.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
    for (const exchange::TensorSource &source : sources) {
        BAFO_TRY(source.stream([](std::span<const std::byte>) -> Result<void> { return {}; }));
    }
    return {};
}

Result<void> writeModel(FileSystem &files, const Path &folder, const TrainedModel &trained)
{
    const runs::ModelLineage parent = BAFO_TRY(trained.base.lineage());
    const bool isFolder = BAFO_TRY(files.status(trained.tokenizerPath)).isDirectory;
    exchange::ModelFolderContent content;
    content.configJson = trained.base.configText();
    content.tensors = sourcesOf(trained);
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
    distributed::Collectives &ranks = trained.weights.ranks();
    return distributed::agree(ranks, ranks.rank() == 0 ? writeModel(files, folder, trained) : giveRows(trained));
}

} // namespace bafo::engine
