// SPDX-License-Identifier: Apache-2.0
#include "plugins/architectures/llama/llama.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

namespace bafo::architectures {
namespace {

using model::ModelConfig;
using model::RotaryScaling;
using model::RotaryScalingKind;
using nlohmann::json;

/// They name, count, describe, or steer training and the choice of tokens: no logit depends on them, whatever they say.
/// The list is by name: a key that is not here, and that the parser does not read, is refused.
bool isHarmless(std::string_view key)
{
    static const std::set<std::string_view> keys
        = {// What the folder is.
           "architectures", "model_type", "transformers_version", "_name_or_path", "_model_name_or_path",
           "_commit_hash", "is_llama_config", "transformers.js_config", "tokenizer_class", "finetuning_task",
           "task_specific_params", "problem_type", "id2label", "label2id", "prefix", "unsloth_version", "unsloth_fixed",
           // How another program holds and runs it.
           "torch_dtype", "dtype", "use_cache", "use_bfloat16", "torchscript", "tf_legacy_loss", "attn_implementation",
           "_attn_implementation", "_attn_implementation_autoset", "_flash_attn_2_enabled", "gradient_checkpointing",
           "chunk_size_feed_forward", "is_decoder", "output_attentions", "output_hidden_states", "output_scores",
           "return_dict", "return_dict_in_generate",
           // Tokens.
           "bos_token_id", "eos_token_id", "pad_token_id", "unk_token_id", "sep_token_id", "decoder_start_token_id",
           // Choice of tokens, as older versions of transformers keep it here.
           "max_length", "min_length", "do_sample", "early_stopping", "num_beams", "num_beam_groups",
           "diversity_penalty", "temperature", "top_k", "top_p", "typical_p", "repetition_penalty", "length_penalty",
           "no_repeat_ngram_size", "encoder_no_repeat_ngram_size", "num_return_sequences", "remove_invalid_values"};
    return keys.contains(key);
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

    /// The first key that nobody asked for, has a value, and may change the result. Null is how a config says that a
    /// key is not set; false is a value like any other, for it may switch off what this program always does.
    [[nodiscard]] std::string firstUnknown(bool (*isAllowed)(std::string_view key)) const
    {
        for (const auto &[key, value] : m_object.items()) {
            if (!value.is_null() && !m_taken.contains(key) && !isAllowed(key)) {
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
    reader.only("partial_rotary_factor", 1.0);
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
    const auto isNothingAllowed = [](std::string_view) { return false; };
    if (const std::string key = reader.firstUnknown(isNothingAllowed); !key.empty()) {
        return refuse("'" + key + "' of the rotary scaling would change the result and is not understood");
    }
    return {};
}

/// Switches of other models and of old versions: known, and supported at the one value at which they change nothing.
void checkNeutralKeys(const json &document, ConfigReader &reader)
{
    const std::pair<const char *, json> neutral[] = {{"hidden_act", "silu"},          {"pretraining_tp", 1},
                                                     {"attention_dropout", 0.0},      {"is_causal", true},
                                                     {"partial_rotary_factor", 1.0},  {"rope_interleaved", false},
                                                     {"use_sliding_window", false},   {"is_encoder_decoder", false},
                                                     {"add_cross_attention", false},  {"tie_encoder_decoder", false},
                                                     {"pruned_heads", json::object()}};
    for (const auto &[key, value] : neutral) {
        reader.only(key, value);
    }
    // transformers takes a null here for false.
    reader.expect(document.value("is_causal", json(true)) == true, "is_causal");
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
    if (!document.value("auto_map", json()).is_null()) {
        return fail(ErrorCode::data,
                    "config.json: 'auto_map' names code that came with the model; it is never run here",
                    "if the model is a plain Llama without that code, remove the key from config.json");
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
    checkNeutralKeys(document, reader);
    for (const char *key : {"rope_scaling", "rope_parameters"}) {
        if (const json *rotary = reader.object(key)) {
            BAFO_TRY(readRotary(*rotary, config));
        }
    }
    checkSizes(reader, config);
    if (!reader.wrong().empty()) {
        return refuse("'" + reader.wrong() + "' is missing, or has a value that is not supported");
    }
    if (const std::string key = reader.firstUnknown(isHarmless); !key.empty()) {
        return refuse("'" + key + "' would change the result and is not understood");
    }
    return config;
}

} // namespace bafo::architectures
