// SPDX-License-Identifier: Apache-2.0
#include "plugins/architectures/llama/llama.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>

namespace bafo::architectures {
namespace {

using model::ModelConfig;
using model::RotaryScaling;
using model::RotaryScalingKind;
using nlohmann::json;

/// They name, count or describe, but change no number that the model computes.
const std::set<std::string_view> &harmlessKeys()
{
    static const std::set<std::string_view> keys = {"architectures",
                                                    "model_type",
                                                    "transformers_version",
                                                    "torch_dtype",
                                                    "dtype",
                                                    "use_cache",
                                                    "bos_token_id",
                                                    "eos_token_id",
                                                    "pad_token_id",
                                                    "unk_token_id",
                                                    "is_llama_config",
                                                    "transformers.js_config",
                                                    "output_attentions",
                                                    "output_hidden_states",
                                                    "return_dict",
                                                    "return_dict_in_generate",
                                                    "chunk_size_feed_forward",
                                                    "is_encoder_decoder",
                                                    "is_decoder",
                                                    "id2label",
                                                    "label2id",
                                                    "problem_type",
                                                    "task_specific_params",
                                                    "max_length",
                                                    "min_length",
                                                    "do_sample",
                                                    "early_stopping",
                                                    "num_beams",
                                                    "num_beam_groups",
                                                    "diversity_penalty",
                                                    "temperature",
                                                    "top_k",
                                                    "top_p",
                                                    "typical_p",
                                                    "repetition_penalty",
                                                    "length_penalty",
                                                    "no_repeat_ngram_size",
                                                    "encoder_no_repeat_ngram_size",
                                                    "num_return_sequences",
                                                    "output_scores",
                                                    "remove_invalid_values",
                                                    "auto_map",
                                                    "rope_interleaved",
                                                    "unsloth_version",
                                                    "unsloth_fixed",
                                                    "attn_implementation"};
    return keys;
}

/// Reads a config key by key, remembers which it has read, and the first that was wrong.
class ConfigReader {
public:
    explicit ConfigReader(const json &object)
        : m_object(object)
    {
    }

    std::int64_t count(const std::string &key, std::optional<std::int64_t> fallback = std::nullopt)
    {
        const json *value = take(key, fallback.has_value());
        if (value == nullptr) {
            return fallback.value_or(0);
        }
        constexpr std::int64_t kMost = std::int64_t{1} << 31;
        const bool isSound
            = value->is_number_integer() && value->get<std::int64_t>() >= 1 && value->get<std::int64_t>() <= kMost;
        return expect(isSound, key) ? value->get<std::int64_t>() : 0;
    }

    double number(const std::string &key, std::optional<double> fallback = std::nullopt)
    {
        const json *value = take(key, fallback.has_value());
        if (value == nullptr) {
            return fallback.value_or(0);
        }
        const bool isSound = value->is_number() && std::isfinite(value->get<double>()) && value->get<double>() > 0;
        return expect(isSound, key) ? value->get<double>() : 0;
    }

    bool flag(const std::string &key, bool fallback)
    {
        const json *value = take(key, true);
        return value == nullptr ? fallback : expect(value->is_boolean(), key) && value->get<bool>();
    }

    std::string text(const std::string &key, const std::string &fallback)
    {
        const json *value = take(key, true);
        return value == nullptr ? fallback : expect(value->is_string(), key) ? value->get<std::string>() : fallback;
    }

    const json *object(const std::string &key)
    {
        const json *value = take(key, true);
        return value != nullptr && expect(value->is_object(), key) ? value : nullptr;
    }

    /// A key that may be there with this value only.
    void only(const std::string &key, const json &allowed)
    {
        const json *value = take(key, true);
        expect(value == nullptr || *value == allowed, key);
    }

    bool expect(bool isSound, const std::string &key)
    {
        if (!isSound && m_wrong.empty()) {
            m_wrong = key;
        }
        return isSound;
    }

    [[nodiscard]] const std::string &wrong() const { return m_wrong; }

    /// The first key that nobody asked for and that says something. False and null switch something off that we have
    /// not; a leading underscore marks notes that programs leave for themselves (_name_or_path, _commit_hash).
    [[nodiscard]] std::string firstUnknown() const
    {
        for (const auto &[key, value] : m_object.items()) {
            const bool isOff = value.is_null() || value == false || key.starts_with('_');
            if (!isOff && !m_taken.contains(key) && !harmlessKeys().contains(key)) {
                return key;
            }
        }
        return {};
    }

private:
    const json *take(const std::string &key, bool isOptional)
    {
        m_taken.insert(key);
        const auto found = m_object.find(key);
        if (found == m_object.end() || found->is_null()) {
            expect(isOptional, key);
            return nullptr;
        }
        return &*found;
    }

    const json &m_object;
    std::set<std::string> m_taken;
    std::string m_wrong;
};

Failure refuse(const std::string &message)
{
    return fail(ErrorCode::data, "config.json: " + message,
                "this model needs another program, or a newer version of this one");
}

/// "rope_scaling" of older and "rope_parameters" of newer folders.
Result<void> readRotary(const json &entry, ModelConfig &config)
{
    ConfigReader reader(entry);
    const std::string kind = reader.text("rope_type", reader.text("type", "default"));
    config.rotaryBase = reader.number("rope_theta", config.rotaryBase);
    RotaryScaling &scaling = config.rotaryScaling;
    if (kind == "linear") {
        scaling.kind = RotaryScalingKind::linear;
        scaling.factor = reader.number("factor");
    } else if (kind == "llama3") {
        scaling.kind = RotaryScalingKind::llama3;
        scaling.factor = reader.number("factor");
        scaling.lowFrequencyFactor = reader.number("low_freq_factor");
        scaling.highFrequencyFactor = reader.number("high_freq_factor");
        scaling.originalContextLength = reader.number("original_max_position_embeddings");
        reader.expect(scaling.highFrequencyFactor > scaling.lowFrequencyFactor, "high_freq_factor");
    } else if (kind != "default") {
        return refuse("rotary scaling '" + kind + "' is not known here (default, linear and llama3 are)");
    }
    if (!reader.wrong().empty()) {
        return refuse("'" + reader.wrong() + "' of the rotary scaling is missing or wrong");
    }
    if (const std::string key = reader.firstUnknown(); !key.empty()) {
        return refuse("'" + key + "' of the rotary scaling would change the result and is not understood");
    }
    return {};
}

void checkSizes(ConfigReader &reader, const ModelConfig &config)
{
    constexpr std::int64_t kMostLayers = 1024;
    reader.expect(config.numLayers <= kMostLayers, "num_hidden_layers");
    reader.expect(config.numKeyValueHeads > 0
                      && config.numHeads % std::max<std::int64_t>(1, config.numKeyValueHeads) == 0,
                  "num_key_value_heads");
    reader.expect(config.headSize % 2 == 0, "head_dim");
}

} // namespace

Result<ModelConfig> Llama::parseConfig(const json &document) const
{
    if (!document.is_object()) {
        return refuse("it holds no object");
    }
    ConfigReader reader(document);
    ModelConfig config;
    config.architecture = std::string(name());
    config.vocabularySize = reader.count("vocab_size");
    config.hiddenSize = reader.count("hidden_size");
    config.intermediateSize = reader.count("intermediate_size");
    config.numLayers = reader.count("num_hidden_layers");
    config.numHeads = reader.count("num_attention_heads");
    config.numKeyValueHeads = reader.count("num_key_value_heads", config.numHeads);
    const std::int64_t evenShare
        = std::max<std::int64_t>(1, config.hiddenSize / std::max<std::int64_t>(1, config.numHeads));
    config.headSize = reader.count("head_dim", evenShare);
    config.contextLength = reader.count("max_position_embeddings", 2048);
    config.normEpsilon = reader.number("rms_norm_eps", 1e-6);
    config.rotaryBase = reader.number("rope_theta", 10000);
    config.isTied = reader.flag("tie_word_embeddings", false);
    config.hasAttentionBias = reader.flag("attention_bias", false);
    config.hasFeedForwardBias = reader.flag("mlp_bias", false);
    config.initializerRange = reader.number("initializer_range", 0.02);
    reader.only("hidden_act", "silu");
    reader.only("pretraining_tp", 1);
    reader.only("attention_dropout", 0.0);
    for (const char *key : {"rope_scaling", "rope_parameters"}) {
        if (const json *rotary = reader.object(key)) {
            BAFO_TRY(readRotary(*rotary, config));
        }
    }
    checkSizes(reader, config);
    if (!reader.wrong().empty()) {
        return refuse("'" + reader.wrong() + "' is missing, or has a value that is not supported");
    }
    if (const std::string key = reader.firstUnknown(); !key.empty()) {
        return refuse("'" + key + "' would change the result and is not understood");
    }
    return config;
}

} // namespace bafo::architectures
