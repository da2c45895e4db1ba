// SPDX-License-Identifier: Apache-2.0
#include "core/data/store_index.h"

#include "core/formats/json_limits.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace bafo::data {
namespace {

constexpr std::string_view kFormat = "bafo-token-store";
constexpr int kVersion = 1;
constexpr std::string_view kDocumentsFile = "documents.bin";

Failure damaged(const std::string &what)
{
    return fail(ErrorCode::data, "index.json is damaged: " + what, "build the store again: bafo data build");
}

/// Reads fields by name and remembers the first that is missing or of another type.
class Fields {
public:
    explicit Fields(const nlohmann::json &object)
        : m_object(object)
    {
    }

    void read(const char *name, std::string &value)
    {
        const auto found = m_object.find(name);
        if (found == m_object.end() || !found->is_string()) {
            note(name);
            return;
        }
        value = found->get<std::string>();
    }

    void read(const char *name, std::int64_t &value)
    {
        const auto found = m_object.find(name);
        if (found == m_object.end() || !found->is_number_integer() || found->get<std::int64_t>() < 0) {
            note(name);
            return;
        }
        value = found->get<std::int64_t>();
    }

    [[nodiscard]] const std::string &firstWrong() const { return m_firstWrong; }

private:
    void note(const char *name) { m_firstWrong = m_firstWrong.empty() ? name : m_firstWrong; }

    const nlohmann::json &m_object;
    std::string m_firstWrong;
};

Result<void> readShards(const nlohmann::json &object, StoreIndex &index)
{
    const auto shards = object.find("shards");
    if (shards == object.end() || !shards->is_array()) {
        return damaged("no shards");
    }
    std::int64_t numTokens = 0;
    for (const auto &shard : *shards) {
        StoreFile file;
        Fields fields(shard);
        if (!shard.is_object()) {
            return damaged("a shard is no object");
        }
        fields.read("file", file.file);
        fields.read("num_tokens", file.numTokens);
        fields.read("sha256", file.sha256);
        if (!fields.firstWrong().empty() || file.file != shardName(index.shards.size()) || file.numTokens == 0
            || __builtin_add_overflow(numTokens, file.numTokens, &numTokens)) {
            return damaged("shard " + std::to_string(index.shards.size()));
        }
        index.shards.push_back(std::move(file));
    }
    if (numTokens != index.numTokens) {
        return damaged("the shards do not add up to num_tokens");
    }
    return {};
}

} // namespace

std::string Selection::folderName() const
{
    return (language.empty() ? "all" : language) + "." + (split.empty() ? "all" : split);
}

std::string shardName(std::size_t number)
{
    return fmt::format("shard-{:05}.bin", number);
}

std::string toJson(const StoreIndex &index)
{
    nlohmann::ordered_json shards = nlohmann::ordered_json::array();
    for (const StoreFile &shard : index.shards) {
        shards.push_back({{"file", shard.file}, {"num_tokens", shard.numTokens}, {"sha256", shard.sha256}});
    }
    nlohmann::ordered_json object = {{"format", kFormat},
                                     {"version", kVersion},
                                     {"tokenizer", index.tokenizer},
                                     {"vocabulary_size", index.vocabularySize},
                                     {"dataset_revision", index.datasetRevision},
                                     {"language", index.selection.language},
                                     {"split", index.selection.split},
                                     {"order", "import"},
                                     {"separator", index.separator},
                                     {"shard_tokens", index.shardTokens},
                                     {"num_tokens", index.numTokens},
                                     {"num_documents", index.numDocuments},
                                     {"num_bytes", index.numBytes},
                                     {"documents_sha256", index.documents.sha256},
                                     {"shards", shards}};
    if (!index.style.empty()) {
        object["style"] = index.style;
    }
    return object.dump(1) + "\n";
}

Result<StoreIndex> parseStoreIndex(std::string_view json)
{
    const auto object = formats::parseJson(json, {.maxBytes = 16U << 20U, .maxDepth = 4, .refusesDuplicateKeys = true});
    if (!object) {
        return damaged(object.error().message);
    }
    if (!object->is_object()) {
        return damaged("it is no object");
    }
    StoreIndex index;
    std::string format;
    std::string order;
    std::int64_t version = 0;
    Fields fields(*object);
    fields.read("format", format);
    fields.read("version", version);
    if (!fields.firstWrong().empty() || format != kFormat) {
        return damaged("it is no token store");
    }
    if (version != kVersion) {
        return fail(ErrorCode::data, fmt::format("a token store of version {} cannot be read here", version),
                    "build the store again: bafo data build");
    }
    fields.read("tokenizer", index.tokenizer);
    fields.read("vocabulary_size", index.vocabularySize);
    fields.read("dataset_revision", index.datasetRevision);
    fields.read("language", index.selection.language);
    fields.read("split", index.selection.split);
    fields.read("order", order);
    fields.read("separator", index.separator);
    fields.read("shard_tokens", index.shardTokens);
    fields.read("num_tokens", index.numTokens);
    fields.read("num_documents", index.numDocuments);
    fields.read("num_bytes", index.numBytes);
    fields.read("documents_sha256", index.documents.sha256);
    index.documents.file = kDocumentsFile;
    if (object->contains("style")) {
        fields.read("style", index.style);
    }
    if (!fields.firstWrong().empty()) {
        return damaged(fields.firstWrong() + " is missing or wrong");
    }
    if (order != "import" || index.separator >= index.vocabularySize) {
        return damaged("order or separator");
    }
    BAFO_TRY(readShards(*object, index));
    return index;
}

} // namespace bafo::data
