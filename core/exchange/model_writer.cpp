// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/model_writer.h"

#include "core/base/sha256.h"
#include "core/exchange/staged_folder.h"
#include "core/formats/json_limits.h"
#include "core/formats/safetensors.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

namespace bafo::exchange {
namespace {

constexpr std::array<std::string_view, 10> kCompanions = {
    "tokenizer.json",      "tokenizer_config.json",
    "tokenizer.model",     "special_tokens_map.json",
    "added_tokens.json",   "vocab.json",
    "merges.txt",          "generation_config.json",
    "chat_template.jinja", "growth.json",
};
constexpr std::uint64_t kMaxCompanionBytes = 256 << 20;
constexpr const char *kWrittenDtype = "float32"; // what writeShard declares

std::uint64_t sizeBytesOf(const TensorSource &tensor)
{
    std::uint64_t count = sizeof(float);
    for (const std::int64_t extent : tensor.shape) {
        count *= static_cast<std::uint64_t>(extent);
    }
    return count;
}

/// Tensors in the order of their names, cut into files of at most maxBytes (one tensor at least).
std::vector<std::vector<const TensorSource *>> cutIntoShards(const std::vector<TensorSource> &tensors,
                                                             std::uint64_t maxBytes)
{
    std::vector<const TensorSource *> sorted;
    for (const TensorSource &tensor : tensors) {
        sorted.push_back(&tensor);
    }
    std::sort(sorted.begin(), sorted.end(), [](const auto *a, const auto *b) { return a->name < b->name; });
    std::vector<std::vector<const TensorSource *>> shards(1);
    std::uint64_t inShard = 0;
    for (const TensorSource *tensor : sorted) {
        const std::uint64_t size = sizeBytesOf(*tensor);
        if (!shards.back().empty() && inShard + size > maxBytes) {
            shards.emplace_back();
            inShard = 0;
        }
        shards.back().push_back(tensor);
        inShard += size;
    }
    return shards;
}

std::string shardName(const std::string &stem, std::size_t index, std::size_t count)
{
    if (count == 1) {
        return stem + ".safetensors";
    }
    char place[64];
    std::snprintf(place, sizeof(place), "-%05zu-of-%05zu.safetensors", index + 1, count);
    return stem + place;
}

std::string indexOf(const std::string &stem, const std::vector<std::vector<const TensorSource *>> &shards)
{
    nlohmann::ordered_json index;
    std::uint64_t total = 0;
    index["metadata"] = nlohmann::ordered_json::object();
    index["weight_map"] = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < shards.size(); ++i) {
        for (const TensorSource *tensor : shards[i]) {
            total += sizeBytesOf(*tensor);
            index["weight_map"][tensor->name] = shardName(stem, i, shards.size());
        }
    }
    index["metadata"]["total_size"] = total;
    return index.dump(2) + "\n";
}

Result<runs::LineageFile> writeShard(FileSystem &files, const Path &folder, const std::string &name,
                                     const std::vector<const TensorSource *> &tensors)
{
    std::vector<formats::SafetensorsWriter::Declaration> declared;
    for (const TensorSource *tensor : tensors) {
        declared.push_back({.name = tensor->name, .dtype = formats::Dtype::F32, .shape = tensor->shape});
    }
    // transformers refuses a file whose metadata does not name its format.
    auto writer = BAFO_TRY(formats::SafetensorsWriter::create(files, folder / name, declared, {{"format", "pt"}}));
    for (const TensorSource *tensor : tensors) {
        BAFO_TRY(tensor->stream([&writer](std::span<const std::byte> bytes) { return writer.write(bytes); }));
    }
    const formats::WrittenFile written = BAFO_TRY(writer.finish());
    return runs::LineageFile{.name = name, .sha256 = written.sha256, .sizeBytes = written.sizeBytes};
}

Result<std::string> withFloat32(const std::string &configJson)
{
    auto config = BAFO_TRY(formats::parseJson(configJson, {}));
    if (!config.is_object()) {
        return fail(ErrorCode::data, "config.json is no JSON object", "the file is damaged; copy the model again");
    }
    const nlohmann::json before = config;
    for (const char *key : {"torch_dtype", "dtype"}) {
        if (config.contains(key)) {
            config[key] = kWrittenDtype;
        }
    }
    if (!config.contains("torch_dtype")) {
        config["dtype"] = kWrittenDtype;
    }
    if (config == before) {
        return configJson;
    }
    return config.dump(2) + "\n";
}

Result<void> writeText(StagedFolder &folder, const std::string &name, const std::string &content,
                       runs::ModelLineage &lineage)
{
    BAFO_TRY(folder.writeFile(name, content));
    lineage.files.push_back({.name = name, .sha256 = sha256Of(content), .sizeBytes = content.size()});
    return {};
}

} // namespace

std::span<const std::string_view> companionFileNames()
{
    return kCompanions;
}

Result<std::vector<TextFile>> readCompanionFiles(FileSystem &files, const Path &folder)
{
    std::vector<TextFile> found;
    for (const std::string_view name : kCompanions) {
        if (BAFO_TRY(files.status(folder / name)).exists) {
            found.push_back(
                {.name = std::string(name), .content = BAFO_TRY(files.readFile(folder / name, kMaxCompanionBytes))});
        }
    }
    return found;
}

Result<std::vector<TextFile>> readCompanionFiles(FileSystem &files, const Path &model, const Path &tokenizer)
{
    constexpr std::array<std::string_view, 5> kVocabularies
        = {"tokenizer.json", "tokenizer.model", "vocab.json", "merges.txt", "growth.json"};
    std::vector<TextFile> merged = BAFO_TRY(readCompanionFiles(files, tokenizer));
    for (TextFile &file : BAFO_TRY(readCompanionFiles(files, model))) {
        const bool isReplaced
            = std::any_of(merged.begin(), merged.end(), [&](const TextFile &other) { return other.name == file.name; });
        // These spell out the old vocabulary; the tokenizer's own file holds the new one.
        const bool isOldVocabulary
            = std::find(kVocabularies.begin(), kVocabularies.end(), file.name) != kVocabularies.end();
        if (!isReplaced && !isOldVocabulary) {
            merged.push_back(std::move(file));
        }
    }
    return merged;
}

Result<runs::ModelLineage> writeModelFolder(FileSystem &files, const Path &to, const ModelFolderContent &content)
{
    runs::ModelLineage lineage = content.lineage;
    lineage.files.clear();
    const bool isModel = content.configName == "config.json";
    const std::string configJson = isModel ? BAFO_TRY(withFloat32(content.configJson)) : content.configJson;
    const std::string &stem = content.weightsName;
    StagedFolder folder = BAFO_TRY(StagedFolder::begin(files, to));
    const auto shards = cutIntoShards(content.tensors, content.maxShardBytes);
    for (std::size_t i = 0; i < shards.size(); ++i) {
        lineage.files.push_back(
            BAFO_TRY(writeShard(files, folder.path(), shardName(stem, i, shards.size()), shards[i])));
    }
    if (shards.size() > 1) {
        BAFO_TRY(writeText(folder, stem + ".safetensors.index.json", indexOf(stem, shards), lineage));
    }
    BAFO_TRY(writeText(folder, content.configName, configJson, lineage));
    for (const TextFile &file : content.otherFiles) {
        BAFO_TRY(writeText(folder, file.name, file.content, lineage));
    }
    if (content.isLineageWritten) {
        BAFO_TRY(folder.writeFile(runs::kLineageFileName, runs::toJson(lineage)));
    }
    BAFO_TRY(folder.commit());
    return lineage;
}

} // namespace bafo::exchange
