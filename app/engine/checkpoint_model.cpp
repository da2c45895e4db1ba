// SPDX-License-Identifier: Apache-2.0
#include "app/engine/checkpoint_model.h"

#include "app/engine/run_adapter.h"
#include "app/engine/trained_model.h"
#include "app/engine/training_recipe.h"
#include "core/checkpoint/checkpoint_reader.h"
#include "core/checkpoint/checkpoint_store.h"
#include "core/config/run_config.h"
#include "core/distributed/collectives.h"
#include "core/exchange/tensor_sources.h"
#include "core/runs/run_folder.h"
#include "core/text/tokenizer.h"
#include "plugins/architectures/architectures.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <set>
#include <utility>

namespace bafo::engine {
namespace {

constexpr std::uint64_t kMaxConfigBytes = 1U << 20U;
constexpr int kKeepAll = 1 << 30;

/// runs/<id>/checkpoints/step-<N>
Result<runs::RunFolder> runAround(FileSystem &files, const Path &checkpoint)
{
    runs::RunFolder run(std::filesystem::absolute(checkpoint).lexically_normal().parent_path().parent_path());
    if (!BAFO_TRY(files.status(run.configFile())).exists) {
        return fail(ErrorCode::config,
                    checkpoint.string() + " does not lie in its run: there is no " + run.configFile().string(),
                    "a saved point has weights only; what else a model needs is named by its run's config.yaml");
    }
    return run;
}

std::int64_t numElementsOf(const std::vector<std::int64_t> &shape)
{
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

/// Tensors that the run never changes lie in its base model, and nowhere else.
Result<std::set<std::string>> frozenIn(const Path &checkpoint, const checkpoint::Manifest &manifest,
                                       const exchange::ModelFolder &base)
{
    std::set<std::string> names;
    for (const checkpoint::FrozenTensor &tensor : manifest.frozen) {
        if (base.tensors().tensors().contains(tensor.name)) {
            names.insert(tensor.name);
        }
    }
    distributed::OneRank alone;
    const auto hashes = BAFO_TRY(hashesOf(names, base, alone));
    BAFO_TRY(train::checkFrozen(checkpoint, manifest, hashes));
    return names;
}

/// Of an adapter only its own.
std::vector<exchange::TensorSource> sourcesOf(const checkpoint::CheckpointReader &reader,
                                              const exchange::ModelFolder &base,
                                              const std::optional<RunAdapter> &adapter,
                                              const std::set<std::string> &frozen)
{
    std::vector<exchange::TensorSource> sources;
    if (!adapter) {
        sources = exchange::sourcesFromFolder(base);
    }
    std::erase_if(sources, [&](const exchange::TensorSource &source) { return !frozen.contains(source.name); });
    for (const model::TensorSpec &tensor : trainedTensorsOf(base, adapter)) {
        if (!frozen.contains(tensor.name)) {
            const std::int64_t numRows = tensor.shape.empty() ? 1 : tensor.shape.front();
            const std::vector<std::int64_t> rows = {numRows, numElementsOf(tensor.shape) / numRows};
            sources.push_back({.name = tensor.name,
                               .shape = tensor.shape,
                               .stream = [&reader, name = train::checkpointNameOf(tensor.name),
                                          rows](const exchange::ByteSink &sink) {
                                   return reader.stream(name, formats::Dtype::F32, rows, sink);
                               }});
        }
    }
    std::sort(sources.begin(), sources.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
    return sources;
}

} // namespace

Result<std::optional<checkpoint::Found>> findCheckpoint(FileSystem &files, const runs::Project *project,
                                                        const std::string &source)
{
    if (BAFO_TRY(files.status(Path(source) / checkpoint::kManifestName)).exists) {
        return std::optional(checkpoint::Found{.manifest = {}, .folder = source, .passedOver = {}});
    }
    if (project == nullptr || BAFO_TRY(files.status(source)).exists || !runs::checkName("run", source)) {
        return std::optional<checkpoint::Found>();
    }
    const auto run = runs::RunFolder::find(files, *project, source);
    if (!run) {
        return std::optional<checkpoint::Found>();
    }
    checkpoint::CheckpointStore store(files, run->checkpointsFolder(), kKeepAll);
    checkpoint::Found found = BAFO_TRY(store.findNewest(run->id()));
    if (!found.manifest) {
        return fail(ErrorCode::data, "run " + run->id() + " has no saved point",
                    "'bafo run checkpoint " + run->id() + "' saves one while it runs");
    }
    return std::optional(std::move(found));
}

Result<exchange::MadeModel> importCheckpoint(FileSystem &files, const Path &checkpoint, const Path &to)
{
    const runs::RunFolder run = BAFO_TRY(runAround(files, checkpoint));
    const checkpoint::CheckpointReader reader = BAFO_TRY(checkpoint::CheckpointReader::open(files, checkpoint));
    const std::string yaml = BAFO_TRY(files.readFile(run.configFile(), kMaxConfigBytes));
    const auto config = BAFO_TRY(config::parseRunConfig(yaml));
    const auto project = BAFO_TRY(runs::Project::open(files, run.projectFolder()));
    const Path basePath = BAFO_TRY(runs::resolveModel(files, &project, config.model));
    const auto architectures = architectures::makeArchitectures();
    const auto base = BAFO_TRY(exchange::ModelFolder::open(files, basePath, architectures));
    const Path tokenizerPath
        = config.tokenizer.empty() ? basePath : BAFO_TRY(runs::resolveTokenizer(files, &project, config.tokenizer));
    const auto tokenizer = BAFO_TRY(text::loadTokenizer(files, tokenizerPath));
    const train::RunProgress progress = train::progressOf(reader.manifest());
    const std::optional<RunAdapter> adapter = BAFO_TRY(runAdapterOf(files, config, base));
    const std::set<std::string> frozen = BAFO_TRY(frozenIn(checkpoint, reader.manifest(), base));
    exchange::ModelFolderContent content = BAFO_TRY(contentOf(files,
                                                              {.base = base,
                                                               .adapter = adapter,
                                                               .tokenizer = *tokenizer,
                                                               .tokenizerPath = tokenizerPath,
                                                               .config = config,
                                                               .run = reader.manifest().run,
                                                               .progress = progress},
                                                              sourcesOf(reader, base, adapter, frozen)));
    content.lineage.settings[kSavedPointSetting] = std::to_string(progress.step);
    exchange::MadeModel made;
    made.path = to;
    made.vocabularySize = base.config().vocabularySize;
    for (const exchange::TensorSource &tensor : content.tensors) {
        made.numParameters += numElementsOf(tensor.shape);
    }
    made.lineage = BAFO_TRY(exchange::writeModelFolder(files, to, content));
    return made;
}

} // namespace bafo::engine
