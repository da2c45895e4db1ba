// SPDX-License-Identifier: Apache-2.0
#include "core/adapters/peft_config.h"

#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace bafo::adapters {
namespace {

using nlohmann::json;

constexpr std::int64_t kHighestRank = 1 << 16;

// Change nothing of what a trained adapter computes.
constexpr std::array<std::string_view, 14> kSayNothing = {"auto_mapping",      "base_model_name_or_path",
                                                          "corda_config",      "ensure_weight_tying",
                                                          "eva_config",        "inference_mode",
                                                          "init_lora_weights", "loftq_config",
                                                          "lora_ga_config",    "megatron_core",
                                                          "peft_version",      "qalora_group_size",
                                                          "revision",          "task_type"};

bool isNothing(const json &value)
{
    return value.is_null() || value == false || ((value.is_array() || value.is_object()) && value.empty())
        || value == "";
}

/// Reads key by key; remembers the first that is wrong.
class Reader {
public:
    explicit Reader(const json &document)
        : m_document(document)
    {
    }

    const json *take(const char *key)
    {
        m_taken.emplace_back(key);
        const auto found = m_document.find(key);
        return found == m_document.end() || isNothing(*found) ? nullptr : &*found;
    }

    void only(const char *key, const json &allowed, const std::string &why)
    {
        const json *value = take(key);
        expect(value == nullptr || *value == allowed, key, why);
    }

    void expect(bool isSound, const std::string &key, const std::string &why)
    {
        if (!isSound && m_wrong.empty()) {
            m_wrong = "'" + key + "' " + why;
        }
    }

    [[nodiscard]] std::string wrong() const
    {
        for (auto entry = m_document.begin(); m_wrong.empty() && entry != m_document.end(); ++entry) {
            const bool isKnown = std::find(m_taken.begin(), m_taken.end(), entry.key()) != m_taken.end()
                || std::find(kSayNothing.begin(), kSayNothing.end(), entry.key()) != kSayNothing.end();
            if (!isKnown && !isNothing(*entry)) {
                return "'" + entry.key() + "' is " + entry->dump().substr(0, 60) + ", which is not supported";
            }
        }
        return m_wrong;
    }

private:
    const json &m_document;
    std::vector<std::string> m_taken;
    std::string m_wrong;
};

bool isRank(const json &value)
{
    return value.is_number_integer() && value >= 1 && value <= kHighestRank;
}

bool isAlpha(const json &value)
{
    return value.is_number() && std::isfinite(value.get<double>());
}

void readRanks(Reader &reader, AdapterSettings &settings)
{
    const json *rank = reader.take("r");
    reader.expect(rank != nullptr && isRank(*rank), "r", "is no rank from 1 to 65536");
    settings.rank = rank != nullptr && isRank(*rank) ? rank->get<std::int64_t>() : 1;
    const json *alpha = reader.take("lora_alpha");
    reader.expect(alpha != nullptr && isAlpha(*alpha), "lora_alpha", "is no number");
    settings.alpha = alpha != nullptr && isAlpha(*alpha) ? alpha->get<double>() : 1;
    if (const json *ranks = reader.take("rank_pattern")) {
        reader.expect(ranks->is_object(), "rank_pattern", "is no map of ranks");
        for (const auto &[pattern, value] : ranks->items()) {
            reader.expect(isRank(value), "rank_pattern", "holds something that is no rank");
            settings.ranks[pattern] = isRank(value) ? value.get<std::int64_t>() : 1;
        }
    }
    if (const json *alphas = reader.take("alpha_pattern")) {
        reader.expect(alphas->is_object(), "alpha_pattern", "is no map of numbers");
        for (const auto &[pattern, value] : alphas->items()) {
            reader.expect(isAlpha(value), "alpha_pattern", "holds something that is no number");
            settings.alphas[pattern] = isAlpha(value) ? value.get<double>() : 1;
        }
    }
}

void readTargets(Reader &reader, AdapterSettings &settings)
{
    const json *targets = reader.take("target_modules");
    if (targets == nullptr) {
        return;
    }
    if (targets->is_string()) {
        settings.targetPattern = targets->get<std::string>();
        return;
    }
    reader.expect(targets->is_array(), "target_modules", "is neither a list of names nor a pattern");
    for (const json &target : *targets) {
        reader.expect(target.is_string(), "target_modules", "holds something that is no name");
        settings.targets.push_back(target.is_string() ? target.get<std::string>() : "");
    }
}

std::vector<std::int64_t> idsIn(Reader &reader, const json &list)
{
    std::vector<std::int64_t> ids;
    reader.expect(list.is_array(), "trainable_token_indices", "is neither a list of ids nor a map of such lists");
    for (const json &id : list) {
        reader.expect(id.is_number_integer(), "trainable_token_indices", "holds something that is no id");
        ids.push_back(id.is_number_integer() ? id.get<std::int64_t>() : 0);
    }
    return ids;
}

void readTokenRows(Reader &reader, AdapterSettings &settings)
{
    const json *indices = reader.take("trainable_token_indices");
    if (indices == nullptr) {
        return;
    }
    if (!indices->is_object()) {
        settings.tokenRows["embed_tokens"] = idsIn(reader, *indices);
        return;
    }
    for (const auto &[module, ids] : indices->items()) {
        settings.tokenRows[module] = idsIn(reader, ids);
    }
}

/// Ways to begin after which the base is another one than its name says.
void checkBeginning(Reader &reader)
{
    const json *way = reader.take("init_lora_weights");
    const bool isSound
        = way == nullptr || way->is_boolean() || *way == "gaussian" || *way == "orthogonal" || *way == "eva";
    reader.expect(isSound, "init_lora_weights",
                  "is " + (way == nullptr ? std::string() : way->dump().substr(0, 40))
                      + ", which changes the base before training: the adapter fits none but that");
}

} // namespace

Result<AdapterSettings> parsePeftConfig(const std::string &text, const std::string &origin)
{
    const auto parsed = formats::parseJson(text, {});
    if (!parsed || !parsed->is_object()) {
        return fail(ErrorCode::data, origin + ": " + (parsed ? "is no JSON object" : parsed.error().message),
                    "copy the adapter again");
    }
    Reader reader(*parsed);
    AdapterSettings settings;
    const json *type = reader.take("peft_type");
    reader.expect(type != nullptr && *type == "LORA", "peft_type", "is not LORA: other adapters are not supported");
    reader.only("bias", "none", "is not none: an adapter that trains biases is not supported");
    const json *stabilised = reader.take("use_rslora");
    reader.expect(stabilised == nullptr || stabilised->is_boolean(), "use_rslora", "is neither true nor false");
    settings.isRankStabilised = stabilised != nullptr;
    const json *dropout = reader.take("lora_dropout");
    reader.expect(dropout == nullptr || (dropout->is_number() && *dropout >= 0 && *dropout < 1), "lora_dropout",
                  "is no share from 0 to 1");
    settings.dropout = dropout != nullptr && dropout->is_number() ? dropout->get<double>() : 0;
    const json *base = reader.take("base_model_name_or_path");
    settings.baseName = base != nullptr && base->is_string() ? base->get<std::string>() : "";
    const json *task = reader.take("task_type");
    reader.expect(task == nullptr || *task == "CAUSAL_LM", "task_type", "is not CAUSAL_LM");
    checkBeginning(reader);
    readRanks(reader, settings);
    readTargets(reader, settings);
    readTokenRows(reader, settings);
    const std::string wrong = reader.wrong();
    if (!wrong.empty()) {
        return fail(ErrorCode::data, origin + ": " + wrong,
                    "merge the adapter with PEFT (merge_and_unload), and import the whole model");
    }
    return settings;
}

std::string toPeftConfig(const AdapterSettings &settings)
{
    json config = {{"alpha_pattern", settings.alphas},
                   {"auto_mapping", nullptr},
                   {"base_model_name_or_path", settings.baseName},
                   {"bias", "none"},
                   {"fan_in_fan_out", false},
                   {"inference_mode", true},
                   {"init_lora_weights", true},
                   {"layers_pattern", nullptr},
                   {"layers_to_transform", nullptr},
                   {"lora_alpha", settings.alpha},
                   {"lora_dropout", settings.dropout},
                   {"modules_to_save", nullptr},
                   {"peft_type", "LORA"},
                   {"r", settings.rank},
                   {"rank_pattern", settings.ranks},
                   {"revision", nullptr},
                   {"task_type", "CAUSAL_LM"},
                   {"use_dora", false},
                   {"use_rslora", settings.isRankStabilised}};
    config["target_modules"] = settings.targetPattern.empty() ? json(settings.targets) : json(settings.targetPattern);
    if (!settings.tokenRows.empty()) { // older versions of PEFT do not know the key
        config["trainable_token_indices"] = settings.tokenRows;
    }
    return config.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace bafo::adapters
