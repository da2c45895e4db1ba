// SPDX-License-Identifier: Apache-2.0
// growth.json: written and read.
#include "core/formats/json_limits.h"
#include "core/text/byte_level_bpe.h"
#include "core/text/growth.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bafo::text {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kMaxGrowthBytes = 256U << 20U;

} // namespace

Result<std::optional<GrownRows>> readGrownRows(FileSystem &files, const Path &folder)
{
    const Path path = folder / kGrowthFileName;
    if (!BAFO_TRY(files.status(path)).exists) {
        return std::optional<GrownRows>();
    }
    const std::string text = BAFO_TRY(files.readFile(path, kMaxGrowthBytes));
    // The pieces are most of the file and stay unread; what is left has no depth.
    const auto isWanted = [](int depth, Json::parse_event_t event, const Json &value) {
        return depth != 1 || event != Json::parse_event_t::key || value != "pieces";
    };
    const Json json = Json::parse(text, isWanted, false);
    const auto number = [&json](const char *key) { return json.is_object() ? json.value(key, Json()) : Json(); };
    const Json first = number("first_new_id");
    const Json rows = number("padded_rows");
    if (number("version") != 1 || !first.is_number_unsigned() || !rows.is_number_unsigned()) {
        return fail(ErrorCode::data, path.string() + ": is no growth report of version 1",
                    "expand the model again with 'bafo model expand'");
    }
    return std::optional(GrownRows{.firstNewId = first.get<std::int64_t>(), .paddedRows = rows.get<std::int64_t>()});
}

std::string toJson(const Growth &growth)
{
    nlohmann::ordered_json json;
    json["version"] = 1;
    json["base_hash"] = growth.baseHash;
    json["grown_hash"] = growth.grownHash;
    json["first_new_id"] = growth.firstNewId;
    json["padded_rows"] = growth.paddedRows;
    json["num_protected_sentences"] = growth.numProtectedSentences;
    json["num_changed_sentences"] = growth.numChangedSentences;
    json["num_checked_sentences"] = growth.numCheckedSentences;
    json["num_changed_checked_sentences"] = growth.numChangedCheckedSentences;
    json["pieces"] = nlohmann::ordered_json::array();
    for (const NewPiece &piece : growth.pieces) {
        json["pieces"].push_back({{"id", piece.id},
                                  {"piece", toByteCharacters(piece.bytes)},
                                  {"children", piece.children},
                                  {"subpieces", piece.subpieces}});
        if (!piece.isReachable) {
            json["pieces"].back()["reachable"] = false;
        }
    }
    return json.dump() + "\n";
}

Result<Growth> parseGrowth(std::string_view text, const Path &origin)
{
    const auto damaged = [&origin](const std::string &what) {
        return fail(ErrorCode::data, origin.string() + ": " + what, "grow the tokenizer again");
    };
    const auto parsed = formats::parseJson(text, {.maxBytes = 256U << 20U});
    if (!parsed || !parsed->is_object() || parsed->value("version", Json()) != 1) {
        return damaged("is no growth report of version 1");
    }
    // Json's own type errors are exceptions; every field is looked at before it is taken.
    const Json &json = *parsed;
    Growth growth;
    for (const auto &[key, target] :
         {std::pair{"base_hash", &growth.baseHash}, std::pair{"grown_hash", &growth.grownHash}}) {
        if (!json.value(key, Json()).is_string()) {
            return damaged(std::string("lacks '") + key + "'");
        }
        *target = json[key].get<std::string>();
    }
    for (const auto &[key, target] :
         {std::pair{"first_new_id", &growth.firstNewId}, std::pair{"padded_rows", &growth.paddedRows}}) {
        if (!json.value(key, Json()).is_number_unsigned()) {
            return damaged(std::string("lacks '") + key + "'");
        }
        *target = json[key].get<std::uint32_t>();
    }
    const auto areIds = [](const Json &list) {
        return list.is_array()
            && std::all_of(list.begin(), list.end(), [](const Json &id) { return id.is_number_unsigned(); });
    };
    for (const Json &entry : json.value("pieces", Json::array())) {
        const bool isSound = entry.is_object() && entry.value("id", Json()) == growth.firstNewId + growth.pieces.size()
            && entry.value("piece", Json()).is_string() && areIds(entry.value("children", Json()))
            && (entry["children"].size() == 2 || entry["children"].empty()) && areIds(entry.value("subpieces", Json()));
        if (!isSound) {
            return damaged("piece " + std::to_string(growth.pieces.size()) + " is damaged");
        }
        growth.pieces.push_back({.id = entry["id"].get<std::uint32_t>(),
                                 .bytes = fromByteCharacters(entry["piece"].get<std::string>()).value_or(""),
                                 .children = entry["children"].get<std::vector<std::uint32_t>>(),
                                 .subpieces = entry["subpieces"].get<std::vector<std::uint32_t>>(),
                                 .isReachable = entry.value("reachable", Json()) != false});
    }
    const auto number = [&json](const char *key) {
        const Json value = json.value(key, Json());
        return value.is_number_integer() ? value.get<std::int64_t>() : 0;
    };
    growth.numProtectedSentences = number("num_protected_sentences");
    growth.numChangedSentences = number("num_changed_sentences");
    growth.numCheckedSentences = number("num_checked_sentences");
    growth.numChangedCheckedSentences = number("num_changed_checked_sentences");
    return growth;
}

} // namespace bafo::text
