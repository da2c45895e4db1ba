// SPDX-License-Identifier: Apache-2.0
#include "core/checkpoint/manifest.h"

#include "core/base/sha256.h"
#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace bafo::checkpoint {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxManifestBytes = 16U << 20U;

bool isPlainFileName(const std::string &name)
{
    return !name.empty() && name.size() <= 255 && name != "." && name != ".." && name.find('/') == std::string::npos
        && name.find('\0') == std::string::npos;
}

bool isSha256(const std::string &text)
{
    return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

/// Takes typed values out of a JSON object and remembers the first thing that was wrong.
class Fields {
public:
    explicit Fields(const json &object)
        : m_object(object)
    {
    }

    std::string text(const char *key)
    {
        const json *value = find(key);
        return value != nullptr && expect(value->is_string(), key) ? value->get<std::string>() : std::string();
    }

    std::int64_t count(const char *key)
    {
        const json *value = find(key);
        if (value == nullptr || !expect(value->is_number_integer() || value->is_number_unsigned(), key)) {
            return 0;
        }
        const bool fits = !value->is_number_unsigned() || value->get<std::uint64_t>() <= INT64_MAX;
        return expect(fits && value->get<std::int64_t>() >= 0, key) ? value->get<std::int64_t>() : 0;
    }

    const json *list(const char *key)
    {
        const json *value = find(key);
        return value != nullptr && expect(value->is_array(), key) ? value : nullptr;
    }

    const json *object(const char *key)
    {
        const json *value = find(key);
        return value != nullptr && expect(value->is_object(), key) ? value : nullptr;
    }

    bool expect(bool isSound, const std::string &key)
    {
        if (!isSound && m_wrong.empty()) {
            m_wrong = key;
        }
        return isSound;
    }

    [[nodiscard]] const std::string &wrong() const { return m_wrong; }

private:
    const json *find(const char *key)
    {
        const auto found = m_object.find(key);
        return expect(found != m_object.end(), key) ? &*found : nullptr;
    }

    const json &m_object;
    std::string m_wrong;
};

Failure unsound(const std::string &path, const std::string &why)
{
    return fail(ErrorCode::data, path + " is no sound manifest: " + why,
                "an older checkpoint may still be good; resume tries it");
}

std::vector<ShardFile> readShards(Fields &fields)
{
    std::vector<ShardFile> shards;
    const json *files = fields.list("files");
    if (files == nullptr || !fields.expect(!files->empty(), "files")) {
        return shards;
    }
    for (const json &entry : *files) {
        if (!fields.expect(entry.is_object(), "files")) {
            return shards;
        }
        Fields shard(entry);
        shards.push_back({.name = shard.text("name"),
                          .sizeBytes = static_cast<std::uint64_t>(shard.count("size_bytes")),
                          .sha256 = shard.text("sha256")});
        shard.expect(isPlainFileName(shards.back().name), "name");
        shard.expect(isSha256(shards.back().sha256), "sha256");
        fields.expect(shard.wrong().empty(), "files." + shard.wrong());
    }
    return shards;
}

/// With one shard for each rank, a list with the first row in each of them.
std::vector<DividedTensor> readTensors(Fields &fields, std::size_t numShards)
{
    std::vector<DividedTensor> tensors;
    const json *list = fields.list("tensors");
    if (list == nullptr) {
        return tensors;
    }
    for (const json &entry : *list) {
        if (!fields.expect(entry.is_object(), "tensors")) {
            return tensors;
        }
        Fields tensor(entry);
        DividedTensor divided{.name = tensor.text("name"), .rows = tensor.count("rows"), .firstRows = {}};
        const json *firsts = tensor.list("first_rows");
        tensor.expect(firsts != nullptr && firsts->size() == numShards, "first_rows");
        for (const json &first : firsts == nullptr ? json::array() : *firsts) {
            const bool isSound = first.is_number_integer() && first.get<std::int64_t>() >= 0
                && first.get<std::int64_t>() <= divided.rows;
            divided.firstRows.push_back(tensor.expect(isSound, "first_rows") ? first.get<std::int64_t>() : 0);
        }
        if (!fields.expect(tensor.wrong().empty(), "tensors." + tensor.wrong())) {
            return tensors;
        }
        tensors.push_back(std::move(divided));
    }
    return tensors;
}

std::vector<FrozenTensor> readFrozen(Fields &fields)
{
    std::vector<FrozenTensor> frozen;
    const json *list = fields.list("frozen");
    for (const json &entry : list == nullptr ? json::array() : *list) {
        if (!fields.expect(entry.is_object(), "frozen")) {
            return frozen;
        }
        Fields tensor(entry);
        frozen.push_back({.name = tensor.text("name"), .sha256 = tensor.text("sha256")});
        tensor.expect(isSha256(frozen.back().sha256), "sha256");
        fields.expect(tensor.wrong().empty(), "frozen." + tensor.wrong());
    }
    return frozen;
}

/// Of everything but the hash. Numbers are written in one way only, and keys in one order.
std::string hashOf(json document)
{
    document.erase("sha256");
    return sha256Of(document.dump());
}

} // namespace

std::string toJson(const Manifest &manifest)
{
    json files = json::array();
    for (const ShardFile &shard : manifest.files) {
        files.push_back({{"name", shard.name}, {"size_bytes", shard.sizeBytes}, {"sha256", shard.sha256}});
    }
    json tensors = json::array();
    for (const DividedTensor &tensor : manifest.tensors) {
        tensors.push_back({{"name", tensor.name}, {"rows", tensor.rows}, {"first_rows", tensor.firstRows}});
    }
    json frozen = json::array();
    for (const FrozenTensor &tensor : manifest.frozen) {
        frozen.push_back({{"name", tensor.name}, {"sha256", tensor.sha256}});
    }
    json document = {{"schema", kManifestSchema},
                     {"run", manifest.run},
                     {"step", manifest.step},
                     {"world_size", manifest.worldSize},
                     {"sharding", manifest.sharding},
                     {"files", files},
                     {"tensors", tensors},
                     {"frozen", frozen},
                     {"data_cursor", manifest.dataCursor},
                     {"optimizer_steps", manifest.optimizerSteps},
                     {"config_hash", manifest.configHash},
                     {"data_hash", manifest.dataHash},
                     {"code_version", manifest.codeVersion},
                     {"counters", manifest.counters}};
    document["sha256"] = hashOf(document);
    return document.dump(2) + "\n";
}

Result<Manifest> parseManifest(std::string_view text, const std::string &path)
{
    const auto parsed = formats::parseJson(text, {.maxBytes = kMaxManifestBytes});
    if (!parsed) {
        return unsound(path, parsed.error().message);
    }
    if (!parsed->is_object()) {
        return unsound(path, "it holds no JSON object");
    }
    Fields fields(*parsed);
    const std::int64_t schema = fields.count("schema");
    if (fields.wrong().empty() && (schema < 1 || schema > kManifestSchema)) {
        return fail(ErrorCode::data,
                    path + " has schema " + std::to_string(schema) + ", which this version does not know",
                    "resume the run with the version of the program that wrote it");
    }
    if (schema > 3 || parsed->contains("sha256")) {
        const std::string hash = fields.text("sha256");
        if (fields.wrong().empty() && hash != hashOf(*parsed)) {
            return unsound(path, "its text was changed since it was written");
        }
    }
    Manifest manifest;
    manifest.run = fields.text("run");
    manifest.step = fields.count("step");
    manifest.worldSize = static_cast<int>(std::min<std::int64_t>(fields.count("world_size"), 1 << 20));
    manifest.sharding = fields.text("sharding");
    manifest.files = readShards(fields);
    if (schema > 1) {
        manifest.tensors = readTensors(fields, manifest.files.size());
    }
    if (schema > 2) {
        manifest.frozen = readFrozen(fields);
    }
    manifest.dataCursor = fields.count("data_cursor");
    manifest.optimizerSteps = fields.count("optimizer_steps");
    manifest.configHash = fields.text("config_hash");
    manifest.dataHash = fields.text("data_hash");
    manifest.codeVersion = fields.text("code_version");
    if (const json *counters = fields.object("counters")) {
        for (const auto &[name, value] : counters->items()) {
            if (fields.expect(value.is_number() && std::isfinite(value.get<double>()), "counters." + name)) {
                manifest.counters[name] = value.get<double>();
            }
        }
    }
    fields.expect(manifest.worldSize == static_cast<int>(manifest.files.size()), "files");
    fields.expect(manifest.worldSize == 1 || !manifest.tensors.empty(), "tensors");
    if (!fields.wrong().empty()) {
        return unsound(path, "'" + fields.wrong() + "' is missing or wrong");
    }
    return manifest;
}

} // namespace bafo::checkpoint
