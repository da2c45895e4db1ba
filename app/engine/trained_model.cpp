// SPDX-License-Identifier: Apache-2.0
#include "app/engine/trained_model.h"

#include "core/distributed/agreement.h"
#include "core/exchange/adapter_folder.h"
#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace bafo::engine {
namespace {

constexpr const char *kRunSetting = "run";

/// In the order in which a model folder is written. Each is gathered by all ranks while it is streamed; numGathered
/// counts them.
std::vector<exchange::TensorSource> sourcesOf(const TrainedModel &trained, train::ShardedWeights &weights,
                                              std::size_t &numGathered)
{
    std::vector<exchange::TensorSource> sources;
    for (const model::TensorSpec &tensor : trainedTensorsOf(trained.base, trained.adapter)) {
        sources.push_back({.name = tensor.name,
                           .shape = tensor.shape,
                           .stream = [&weights, &numGathered, name = tensor.name](const exchange::ByteSink &sink) {
                               ++numGathered;
                               return weights.withWhole(name, [&sink](std::span<const float> values) {
                                   return sink(std::as_bytes(values));
                               });
                           }});
    }
    std::sort(sources.begin(), sources.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
    return sources;
}

/// What ranks do that do not write, and one whose writing has failed: they give their rows of the tensors whose turn
/// has not come, so that all ranks are at the same place afterwards.
Result<void> giveRows(const std::vector<exchange::TensorSource> &sources, const std::size_t &numGathered)
{
    while (numGathered < sources.size()) {
        BAFO_TRY(sources[numGathered].stream([](std::span<const std::byte>) -> Result<void> { return {}; }));
    }
    return {};
}

std::string takeFile(std::vector<exchange::TextFile> &files, const std::string &name)
{
    std::string content;
    std::erase_if(files, [&](const exchange::TextFile &file) {
        content = file.name == name ? file.content : content;
        return file.name == name;
    });
    return content;
}

/// Whoever talks with the model writes as it was taught, here and elsewhere, and stops where its answers end. The
/// template's file comes before one in tokenizer_config.json.
Result<void> setStyle(std::vector<exchange::TextFile> &files, const TrainedModel &trained)
{
    (void)takeFile(files, "chat_template.jinja");
    if (!trained.style->jinjaTemplate().empty()) {
        files.push_back({.name = "chat_template.jinja", .content = trained.style->jinjaTemplate()});
    }
    std::vector<std::uint32_t> ends = trained.style->endTokens(trained.tokenizer);
    for (const std::uint32_t end : trained.base.endTokens()) {
        if (std::find(ends.begin(), ends.end(), end) == ends.end()) {
            ends.push_back(end);
        }
    }
    const std::string written = takeFile(files, "generation_config.json");
    nlohmann::json generation = nlohmann::json::object();
    if (!written.empty()) {
        generation = BAFO_TRY(formats::parseJson(written, {}));
    }
    generation["eos_token_id"] = ends;
    files.push_back({.name = "generation_config.json", .content = generation.dump(2) + "\n"});
    return {};
}

} // namespace

Result<exchange::ModelFolderContent> contentOf(FileSystem &files, const TrainedModel &trained,
                                               std::vector<exchange::TensorSource> tensors)
{
    const runs::ModelLineage parent = BAFO_TRY(trained.base.lineage());
    const bool isFolder = BAFO_TRY(files.status(trained.tokenizerPath)).isDirectory;
    exchange::ModelFolderContent content;
    if (trained.adapter) {
        content = exchange::adapterContent(trained.adapter->settings, std::move(tensors));
    } else {
        content.configJson = trained.base.configText();
        content.tensors = std::move(tensors);
    }
    content.otherFiles = BAFO_TRY(exchange::readCompanionFiles(
        files, trained.base.path(), isFolder ? trained.tokenizerPath : trained.tokenizerPath.parent_path()));
    if (trained.style != nullptr && trained.config.instructions.style != "model") {
        BAFO_TRY(setStyle(content.otherFiles, trained));
    }
    content.lineage.how = "train";
    content.lineage.parents = {{.name = trained.base.name(), .weightHash = parent.weightHash()}};
    content.lineage.settings
        = {{kRunSetting, trained.run},
           {"config_hash", config::hashOf(trained.config)},
           {exchange::kTokenizerHashSetting, trained.tokenizer.hash()},
           {"steps", std::to_string(trained.progress.step)},
           {"train_tokens", std::to_string(static_cast<std::int64_t>(trained.progress.trainTokens))},
           {"train_bytes", std::to_string(static_cast<std::int64_t>(trained.progress.trainBytes))}};
    if (trained.style != nullptr) { // it learnt from conversations
        content.lineage.settings["style"] = trained.style->name();
    }
    return content;
}

Result<bool> isAlreadySaved(FileSystem &files, const Path &folder, const std::string &run)
{
    if (!BAFO_TRY(files.status(folder)).exists) {
        return false;
    }
    const runs::ModelLineage lineage = BAFO_TRY(runs::readLineage(files, folder));
    const auto maker = lineage.settings.find(kRunSetting);
    if (maker != lineage.settings.end() && maker->second == run && !lineage.settings.contains(kSavedPointSetting)) {
        return true;
    }
    return fail(ErrorCode::config,
                "output_model: there is already something named " + folder.filename().string() + " in "
                    + folder.parent_path().string(),
                "choose another output_model, or remove that one with 'bafo model rm'");
}

Result<void> saveTrainedModel(FileSystem &files, const Path &folder, const TrainedModel &trained,
                              train::ShardedWeights &weights)
{
    distributed::Collectives &ranks = weights.ranks();
    std::size_t numGathered = 0;
    const std::vector<exchange::TensorSource> sources = sourcesOf(trained, weights, numGathered);
    const auto write = [&]() -> Result<void> {
        const exchange::ModelFolderContent content = BAFO_TRY(contentOf(files, trained, sources));
        (void)BAFO_TRY(exchange::writeModelFolder(files, folder, content));
        return {};
    };
    const Result<void> written = ranks.rank() == 0 ? write() : Result<void>();
    const Result<void> given = giveRows(sources, numGathered);
    return distributed::agree(ranks, written ? given : written);
}

} // namespace bafo::engine
