// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/model_texts.h"

#include "core/formats/json_limits.h"
#include "core/runs/adapter_base.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bafo::exchange {
namespace {

constexpr std::uint64_t kMaxConfigBytes = 1 << 20;

Result<nlohmann::json> readJson(FileSystem &files, const Path &path)
{
    auto parsed = formats::parseJson(BAFO_TRY(files.readFile(path, kMaxConfigBytes)), {});
    if (!parsed || !parsed->is_object()) {
        return fail(ErrorCode::data, path.string() + ": " + (parsed ? "is no JSON object" : parsed.error().message),
                    "the file is damaged; import or copy the model again");
    }
    return parsed;
}

/// What config.json says of weights of 4 bits is no part of what a model made of them is configured by.
Result<std::string> withoutPacking(const std::string &text, const Path &folder)
{
    constexpr const char *kKey = "quantization_config";
    auto parsed = formats::parseJson(text, {});
    if (!parsed || !parsed->is_object() || !parsed->contains(kKey)) {
        return text; // what is wrong with it is found by its parser
    }
    const nlohmann::json &packing = parsed->at(kKey);
    if (!packing.is_object() || packing.value("quant_method", nlohmann::json()) != "bitsandbytes"
        || packing.value("load_in_4bit", nlohmann::json()) != true) {
        return fail(ErrorCode::data, folder.string() + ": config.json names a quantisation that is not read here",
                    "take the model in F32, F16 or BF16, or in 4 bits as bitsandbytes writes it (nf4)");
    }
    parsed->erase(kKey);
    return parsed->dump(2);
}

std::vector<std::uint32_t> tokensIn(const nlohmann::json &value)
{
    std::vector<std::uint32_t> tokens;
    const auto add = [&tokens](const nlohmann::json &entry) {
        if (entry.is_number_unsigned() && entry.get<std::uint64_t>() <= UINT32_MAX) {
            tokens.push_back(entry.get<std::uint32_t>());
        }
    };
    if (value.is_array()) {
        std::for_each(value.begin(), value.end(), add);
    } else {
        add(value);
    }
    return tokens;
}

} // namespace

Result<std::string> readConfigText(FileSystem &files, const Path &folder)
{
    const Path configPath = folder / "config.json";
    const bool isThere = BAFO_TRY(files.status(configPath)).exists;
    if (!isThere && BAFO_TRY(runs::isAdapter(files, folder))) {
        return fail(ErrorCode::data, folder.string() + " is an adapter, and this needs a whole model",
                    "put it into its base with 'bafo model merge', and name what that makes");
    }
    if (!isThere) {
        return fail(
            ErrorCode::data, folder.string() + " is no model folder: it has no config.json",
            "name a folder with config.json and model.safetensors; 'bafo model import' makes one from a GGUF file");
    }
    const std::string text = BAFO_TRY(files.readFile(configPath, kMaxConfigBytes));
    return withoutPacking(text, folder);
}

Result<std::vector<std::uint32_t>> readEndTokens(FileSystem &files, const Path &folder)
{
    const Path generationConfig = folder / "generation_config.json";
    if (!BAFO_TRY(files.status(generationConfig)).exists) {
        return std::vector<std::uint32_t>();
    }
    return tokensIn(BAFO_TRY(readJson(files, generationConfig)).value("eos_token_id", nlohmann::json()));
}

std::vector<std::uint32_t> tokensAt(const std::string &json, const char *key)
{
    const auto parsed = formats::parseJson(json, {});
    return parsed && parsed->is_object() ? tokensIn(parsed->value(key, nlohmann::json()))
                                         : std::vector<std::uint32_t>();
}

} // namespace bafo::exchange
