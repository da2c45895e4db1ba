// SPDX-License-Identifier: Apache-2.0
#include "core/runs/model_lineage.h"

#include "core/base/sha256.h"
#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bafo::runs {
namespace {

constexpr std::uint64_t kMaxLineageBytes = 4 << 20;
constexpr int kVersion = 1;

Failure damaged(const Path &origin, const std::string &what)
{
    return fail(ErrorCode::data, origin.string() + ": " + what,
                "the file was changed by hand; remove it (the model loads without) or import the model again");
}

std::string stringOf(const nlohmann::json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

std::string ModelLineage::weightHash() const
{
    std::vector<const LineageFile *> weights;
    for (const LineageFile &file : files) {
        if (file.name.ends_with(".safetensors")) {
            weights.push_back(&file);
        }
    }
    if (weights.empty()) {
        return {};
    }
    std::sort(weights.begin(), weights.end(), [](const auto *a, const auto *b) { return a->name < b->name; });
    Sha256 hash;
    for (const LineageFile *file : weights) {
        hash.update(file->sha256 + " " + file->name + "\n");
    }
    return hash.finish();
}

std::string toJson(const ModelLineage &lineage)
{
    nlohmann::ordered_json json;
    json["version"] = kVersion;
    json["how"] = lineage.how;
    json["weight_hash"] = lineage.weightHash();
    json["parents"] = nlohmann::ordered_json::array();
    for (const LineageParent &parent : lineage.parents) {
        json["parents"].push_back({{"name", parent.name}, {"weight_hash", parent.weightHash}});
    }
    json["settings"] = nlohmann::ordered_json::object();
    for (const auto &[key, value] : lineage.settings) {
        json["settings"][key] = value;
    }
    json["files"] = nlohmann::ordered_json::array();
    for (const LineageFile &file : lineage.files) {
        json["files"].push_back({{"name", file.name}, {"sha256", file.sha256}, {"size_bytes", file.sizeBytes}});
    }
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Result<ModelLineage> parseLineage(std::string_view text, const Path &origin)
{
    auto parsed = formats::parseJson(text, formats::JsonLimits{});
    if (!parsed) {
        return damaged(origin, parsed.error().message);
    }
    const nlohmann::json &json = *parsed;
    if (!json.is_object() || !json.contains("version") || json["version"] != kVersion) {
        return damaged(origin, "is not a lineage of version 1");
    }
    ModelLineage lineage;
    lineage.how = stringOf(json, "how");
    for (const auto &parent : json.value("parents", nlohmann::json::array())) {
        if (!parent.is_object()) {
            return damaged(origin, "'parents' holds something that is no object");
        }
        lineage.parents.push_back({.name = stringOf(parent, "name"), .weightHash = stringOf(parent, "weight_hash")});
    }
    const nlohmann::json settings = json.value("settings", nlohmann::json::object());
    for (const auto &[key, value] : settings.items()) {
        lineage.settings[key] = value.is_string() ? value.get<std::string>() : value.dump();
    }
    for (const auto &file : json.value("files", nlohmann::json::array())) {
        if (!file.is_object() || !file.contains("size_bytes") || !file["size_bytes"].is_number_unsigned()) {
            return damaged(origin, "'files' holds an entry without name, sha256 and size_bytes");
        }
        lineage.files.push_back({.name = stringOf(file, "name"),
                                 .sha256 = stringOf(file, "sha256"),
                                 .sizeBytes = file["size_bytes"].get<std::uint64_t>()});
    }
    return lineage;
}

Result<ModelLineage> readLineage(FileSystem &files, const Path &folder)
{
    const Path path = folder / kLineageFileName;
    if (!BAFO_TRY(files.status(path)).exists) {
        return ModelLineage{};
    }
    return parseLineage(BAFO_TRY(files.readFile(path, kMaxLineageBytes)), path);
}

} // namespace bafo::runs
