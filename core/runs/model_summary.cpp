// SPDX-License-Identifier: Apache-2.0
#include "core/runs/model_summary.h"

#include "core/formats/json_limits.h"
#include "core/formats/safetensors.h"
#include "core/runs/adapter_base.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bafo::runs {
namespace {

constexpr std::uint64_t kMaxConfigBytes = 1 << 20;

std::int64_t numberAt(const nlohmann::json &config, const char *key)
{
    const auto found = config.find(key);
    return found != config.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

/// As far as they can be read: whoever loads the adapter checks them.
void readAdapterSettings(const nlohmann::json &config, ModelSummary &model)
{
    model.adapterRank = std::max<std::int64_t>(1, numberAt(config, "r"));
    const auto alpha = config.find("lora_alpha");
    model.adapterAlpha = alpha != config.end() && alpha->is_number() ? alpha->get<double>() : 0;
    const auto stabilised = config.find("use_rslora");
    model.isRankStabilised = stabilised != config.end() && *stabilised == true;
    const auto rows = config.find("trainable_token_indices");
    model.hasTokenRows = rows != config.end() && rows->is_structured() && !rows->empty();
    const auto targets = config.find("target_modules");
    if (targets != config.end() && targets->is_string()) {
        model.adapterTargets = {targets->get<std::string>()};
    } else if (targets != config.end() && targets->is_array()) {
        for (const nlohmann::json &target : *targets) {
            if (target.is_string()) {
                model.adapterTargets.push_back(target.get<std::string>());
            }
        }
    }
}

/// Tells of any weights too: a file of none is no parameter.
Result<std::uint64_t> countParameters(FileSystem &files, const Path &folder, bool &hasWeights)
{
    std::uint64_t total = 0;
    for (const std::string &name : BAFO_TRY(files.list(folder))) {
        if (!name.ends_with(".safetensors")) {
            continue;
        }
        hasWeights = true;
        const auto file = BAFO_TRY(formats::SafetensorsFile::open(folder / name));
        for (const auto &[tensor, entry] : file.tensors()) {
            std::uint64_t count = 1;
            for (const std::int64_t extent : entry.shape) {
                count *= static_cast<std::uint64_t>(extent);
            }
            total += count;
        }
    }
    return total;
}

Result<nlohmann::json> readConfig(FileSystem &files, const Path &path)
{
    auto parsed = formats::parseJson(BAFO_TRY(files.readFile(path, kMaxConfigBytes)), {});
    if (!parsed || !parsed->is_object()) {
        return fail(ErrorCode::data, path.string() + ": " + (parsed ? "is no JSON object" : parsed.error().message),
                    "the file is damaged; import the model again");
    }
    return parsed;
}

/// What every folder tells, whatever is in it.
Result<ModelSummary> summariseFolder(FileSystem &files, const Path &folder)
{
    ModelSummary model;
    model.path = folder;
    model.name = folder.has_filename() ? folder.filename().string() : folder.parent_path().filename().string();
    model.hasTokenizer = BAFO_TRY(files.status(folder / "tokenizer.json")).exists
        || BAFO_TRY(files.status(folder / "tokenizer.model")).exists;
    model.numParameters = BAFO_TRY(countParameters(files, folder, model.hasWeights));
    model.sizeBytes = BAFO_TRY(treeSizeBytes(files, folder));
    model.lineage = BAFO_TRY(readLineage(files, folder));
    return model;
}

Result<ModelSummary> summariseAdapter(FileSystem &files, const Path &folder)
{
    const nlohmann::json config = BAFO_TRY(readConfig(files, folder / kAdapterConfigName));
    ModelSummary model = BAFO_TRY(summariseFolder(files, folder));
    readAdapterSettings(config, model);
    if (!model.lineage.parents.empty()) {
        model.baseName = model.lineage.parents.front().name;
    }
    return model;
}

} // namespace

Result<ModelSummary> summariseModel(FileSystem &files, const Path &folder)
{
    if (BAFO_TRY(isAdapter(files, folder))) {
        return summariseAdapter(files, folder);
    }
    const Path configPath = folder / "config.json";
    if (!BAFO_TRY(files.status(configPath)).exists) {
        return fail(
            ErrorCode::data, folder.string() + " is no model folder: it has no config.json",
            "name a folder with config.json and model.safetensors; 'bafo model import' makes one from a GGUF file");
    }
    const nlohmann::json config = BAFO_TRY(readConfig(files, configPath));
    ModelSummary model = BAFO_TRY(summariseFolder(files, folder));
    const auto type = config.find("model_type");
    model.architecture = type != config.end() && type->is_string() ? type->get<std::string>() : "";
    model.vocabularySize = numberAt(config, "vocab_size");
    model.hiddenSize = numberAt(config, "hidden_size");
    model.numLayers = numberAt(config, "num_hidden_layers");
    model.contextLength = numberAt(config, "max_position_embeddings");
    const auto tied = config.find("tie_word_embeddings");
    model.isTied = tied != config.end() && tied->is_boolean() && tied->get<bool>();
    return model;
}

Result<ModelListing> listModels(FileSystem &files, const Path &modelsFolder)
{
    ModelListing listing;
    if (!BAFO_TRY(files.status(modelsFolder)).exists) {
        return listing;
    }
    for (const std::string &name : BAFO_TRY(files.list(modelsFolder))) {
        if (name.starts_with('.') || !BAFO_TRY(files.status(modelsFolder / name)).isDirectory) {
            continue;
        }
        auto summary = summariseModel(files, modelsFolder / name);
        if (summary) {
            listing.models.push_back(std::move(*summary));
        } else {
            listing.unreadable.push_back({.name = name, .error = summary.error()});
        }
    }
    return listing;
}

std::vector<std::string> descendantsOf(const ModelSummary &model, const ModelListing &listing)
{
    std::vector<std::string> names;
    const std::string hash = model.lineage.weightHash();
    for (const ModelSummary &other : listing.models) {
        const auto &parents = other.lineage.parents;
        const bool isChild = std::any_of(parents.begin(), parents.end(), [&](const LineageParent &parent) {
            return !hash.empty() ? parent.weightHash == hash : parent.name == model.name;
        });
        if (isChild && other.name != model.name) {
            names.push_back(other.name);
        }
    }
    return names;
}

} // namespace bafo::runs
