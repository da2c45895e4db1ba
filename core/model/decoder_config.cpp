// SPDX-License-Identifier: Apache-2.0
#include "core/model/decoder_config.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

namespace bafo::model {
namespace {

using nlohmann::json;

/// They name, count, describe, or steer training and the choice of tokens: no logit depends on them, whatever they say.
/// The list is by name: a key that is not here, and that no parser reads, is refused.
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
           "return_dict", "return_dict_in_generate", "cache_implementation",
           // Tokens.
           "bos_token_id", "eos_token_id", "unk_token_id", "sep_token_id", "decoder_start_token_id",
           // Choice of tokens, as older versions of transformers keep it here.
           "max_length", "min_length", "do_sample", "early_stopping", "num_beams", "num_beam_groups",
           "diversity_penalty", "temperature", "top_k", "top_p", "typical_p", "repetition_penalty", "length_penalty",
           "no_repeat_ngram_size", "encoder_no_repeat_ngram_size", "num_return_sequences", "remove_invalid_values"};
    return keys.contains(key);
}

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
        scaling.originalContextLength
            = reader.number("original_max_position_embeddings", static_cast<double>(config.contextLength));
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

Result<void> readRotaryOf(ConfigReader &reader, ModelConfig &config)
{
    const json *older = reader.object("rope_scaling");
    const json *newer = reader.object("rope_parameters");
    const bool areBothMeant = older != nullptr && newer != nullptr && !older->empty() && !newer->empty();
    if (areBothMeant && *older != *newer) {
        return refuse("'rope_scaling' contradicts 'rope_parameters'");
    }
    for (const json *entry : {older, newer}) {
        if (entry != nullptr) {
            BAFO_TRY(readRotary(*entry, config));
        }
    }
    return {};
}

/// Switches of other models and of old versions: known, and supported at the one value at which they change nothing.
void checkNeutralKeys(const json &document, ConfigReader &reader)
{
    const std::pair<const char *, json> neutral[] = {{"pretraining_tp", 1},          {"is_causal", true},
                                                     {"partial_rotary_factor", 1.0}, {"rope_interleaved", false},
                                                     {"is_encoder_decoder", false},  {"add_cross_attention", false},
                                                     {"tie_encoder_decoder", false}, {"pruned_heads", json::object()}};
    for (const auto &[key, value] : neutral) {
        reader.only(key, value);
    }
    reader.only("attention_dropout", 0.0, "dropout of attention weights is not done here");
    // transformers takes a null here for false.
    reader.expect(document.value("is_causal", json(true)) == true, "is_causal");
}

void readSizes(ConfigReader &reader, const ConfigDefaults &defaults, ModelConfig &config)
{
    constexpr std::int64_t kMostLayers = 1024;
    config.vocabularySize = reader.count("vocab_size");
    config.hiddenSize = reader.count("hidden_size");
    config.intermediateSize = reader.count("intermediate_size");
    config.numLayers = reader.count("num_hidden_layers");
    reader.expect(config.numLayers <= kMostLayers, "num_hidden_layers");
    config.numHeads = reader.count("num_attention_heads");
    const bool isShared = !defaults.numKeyValueHeads || reader.isNull("num_key_value_heads");
    config.numKeyValueHeads
        = reader.count("num_key_value_heads", isShared ? config.numHeads : *defaults.numKeyValueHeads);
    reader.expect(config.numKeyValueHeads > 0
                      && config.numHeads % std::max<std::int64_t>(1, config.numKeyValueHeads) == 0,
                  "num_key_value_heads", "it does not divide num_attention_heads");
    const std::int64_t evenShare
        = std::max<std::int64_t>(1, config.hiddenSize / std::max<std::int64_t>(1, config.numHeads));
    config.headSize = reader.count("head_dim", defaults.headSize.value_or(evenShare));
    reader.expect(config.headSize % 2 == 0, "head_dim", "rotary positions turn pairs of numbers");
    config.contextLength = reader.count("max_position_embeddings", defaults.contextLength);
}

/// torch.nn.Embedding counts a negative one from the end; one beyond the table has no row that could be spared.
void readPadding(ConfigReader &reader, ModelConfig &config)
{
    const std::int64_t token = reader.integer("pad_token_id", config.vocabularySize);
    const std::int64_t row = token < 0 ? token + config.vocabularySize : token;
    config.paddingToken = row >= 0 && row < config.vocabularySize ? row : -1;
}

Result<void> checkObject(const json &document, const std::string &architecture)
{
    if (!document.is_object()) {
        return refuse("it holds no object");
    }
    if (document.value("auto_map", json()).is_null()) {
        return {};
    }
    return fail(ErrorCode::data, "config.json: 'auto_map' names code that came with the model; it is never run here",
                "if the model is a plain '" + architecture + "' without that code, remove the key from config.json");
}

} // namespace

Result<ModelConfig> parseDecoderConfig(const json &document, const ConfigDefaults &defaults, OwnKeys readOwnKeys)
{
    BAFO_TRY(checkObject(document, defaults.architecture));
    ConfigReader reader(document);
    ModelConfig config;
    config.architecture = defaults.architecture;
    readSizes(reader, defaults, config);
    config.normEpsilon = reader.number("rms_norm_eps", 1e-6);
    config.rotaryBase = reader.number("rope_theta", 10000);
    // Null is falsy, and no tie.
    config.isTied = reader.flag("tie_word_embeddings", defaults.isTied && !reader.isNull("tie_word_embeddings"));
    config.initializerRange = reader.number("initializer_range", 0.02);
    readPadding(reader, config);
    checkNeutralKeys(document, reader);
    if (reader.wrong().empty()) {
        readOwnKeys(reader, config);
    }
    BAFO_TRY(readRotaryOf(reader, config));
    if (!reader.wrong().empty()) {
        const std::string reason = reader.reason().empty() ? "" : ": " + reader.reason();
        return refuse("'" + reader.wrong() + "' is missing, or has a value that is not supported" + reason);
    }
    if (const std::string key = reader.firstUnknown(isHarmless); !key.empty()) {
        return refuse("'" + key + "' would change the result and is not understood");
    }
    return config;
}

Activation readActivation(ConfigReader &reader, const std::string &key, const std::string &fallback)
{
    // Several names of one function: they differ in how it is computed.
    static const std::set<std::string> silu = {"silu", "swish"};
    static const std::set<std::string> geluTanh = {"gelu_pytorch_tanh", "gelu_new", "gelu_fast", "gelu_python_tanh"};
    const std::string name = reader.text(key, fallback);
    reader.expect(silu.contains(name) || geluTanh.contains(name), key,
                  "'" + name + "' is not known here (silu and gelu_pytorch_tanh are)");
    return geluTanh.contains(name) ? Activation::geluTanh : Activation::silu;
}

std::optional<std::vector<bool>> readLocalLayers(ConfigReader &reader, const ModelConfig &config)
{
    const json *types = reader.list("layer_types");
    if (types == nullptr) {
        return std::nullopt;
    }
    reader.expect(static_cast<std::int64_t>(types->size()) == config.numLayers, "layer_types",
                  "it must name a type for each layer");
    std::vector<bool> isLocal;
    for (const json &type : *types) {
        isLocal.push_back(type == "sliding_attention");
        reader.expect(isLocal.back() || type == "full_attention", "layer_types",
                      type.dump() + " is not known here (full_attention and sliding_attention are)");
    }
    isLocal.resize(static_cast<std::size_t>(std::max<std::int64_t>(0, config.numLayers)));
    return isLocal;
}

} // namespace bafo::model
