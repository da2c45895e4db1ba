// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/gguf_llama_config.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>
#include <string_view>

namespace bafo::exchange {
namespace {

using Json = nlohmann::json;

constexpr double kDefaultTheta = 10'000.0;

/// Read by the translation below.
constexpr std::array kUnderstood = {
    std::string_view("llama.block_count"),
    std::string_view("llama.context_length"),
    std::string_view("llama.embedding_length"),
    std::string_view("llama.feed_forward_length"),
    std::string_view("llama.attention.head_count"),
    std::string_view("llama.attention.head_count_kv"),
    std::string_view("llama.attention.key_length"),
    std::string_view("llama.attention.value_length"),
    std::string_view("llama.attention.layer_norm_rms_epsilon"),
    std::string_view("llama.rope.freq_base"),
    std::string_view("llama.rope.dimension_count"),
    std::string_view("llama.rope.scaling.type"),
    std::string_view("llama.rope.scaling.factor"),
    std::string_view("llama.rope.scale_linear"),
    std::string_view("llama.vocab_size"),
};

/// Present in many files; with these values they change nothing.
struct Harmless {
    std::string_view key;
    double value;
};
constexpr std::array kHarmlessAt = {
    Harmless{"llama.expert_count", 0},
    Harmless{"llama.expert_used_count", 0},
    Harmless{"llama.rope.scaling.attn_factor", 1},
    Harmless{"llama.attention.causal", 1},
    Harmless{"llama.use_parallel_residual", 0},
    Harmless{"llama.logit_scale", 1},
    Harmless{"llama.embedding_scale", 1},
    Harmless{"llama.residual_scale", 1},
    Harmless{"llama.attention.sliding_window", 0},
};

/// They tell where the scaling came from, not what it is.
constexpr std::array kInformative = {
    std::string_view("llama.rope.scaling.finetuned"),
    std::string_view("llama.rope.scaling.original_context_length"),
    std::string_view("llama.tensor_data_layout"),
};

template <class List>
bool contains(const List &list, std::string_view key)
{
    return std::find(list.begin(), list.end(), key) != list.end();
}

Failure refuse(std::string message, std::string hint)
{
    return fail(ErrorCode::data, std::move(message), std::move(hint));
}

Failure unsupportedKey(const std::string &key, const Json &value)
{
    return refuse("metadata '" + key + "' = " + value.dump() + " would change the result and is not understood",
                  "this GGUF file needs a newer version of the program, or another conversion of the model");
}

std::optional<double> numberOf(const Json &value)
{
    if (value.is_boolean()) {
        return value.get<bool>() ? 1.0 : 0.0;
    }
    return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

Result<double> number(const Json &metadata, const std::string &key, std::optional<double> fallback = std::nullopt)
{
    const auto found = metadata.find(key);
    if (found == metadata.end()) {
        return fallback ? Result<double>(*fallback)
                        : refuse("metadata '" + key + "' is missing", "the file is incomplete; download it again");
    }
    const auto value = numberOf(*found);
    if (!value || !std::isfinite(*value)) {
        return refuse("metadata '" + key + "' is no number",
                      "values that differ from layer to layer are not supported");
    }
    return *value;
}

Result<std::int64_t> count(const Json &metadata, const std::string &key, std::optional<double> fallback = std::nullopt)
{
    constexpr double kMost = 1 << 30;
    const double value = BAFO_TRY(number(metadata, key, fallback));
    if (value < 1 || value > kMost || value != std::floor(value)) {
        return refuse("metadata '" + key + "' = " + Json(value).dump() + " is out of range",
                      "the file is damaged; download it again");
    }
    return static_cast<std::int64_t>(value);
}

/// GGUF holds fp32: the shortest decimal that reads back as the same fp32, as it stood in the original config.json.
double asWritten(double value)
{
    char text[64];
    const auto end = std::to_chars(text, text + sizeof(text), static_cast<float>(value)).ptr;
    double shortest = 0;
    std::from_chars(text, end, shortest);
    return shortest;
}

Result<void> checkKeys(const Json &metadata)
{
    for (const auto &[key, value] : metadata.items()) {
        if (!key.starts_with("llama.") || contains(kUnderstood, key) || contains(kInformative, key)) {
            continue;
        }
        const auto harmless = std::find_if(kHarmlessAt.begin(), kHarmlessAt.end(),
                                           [&k = key](const Harmless &entry) { return entry.key == k; });
        if (harmless == kHarmlessAt.end() || numberOf(value) != harmless->value) {
            return unsupportedKey(key, value);
        }
    }
    if (const auto splits = numberOf(metadata.value("split.count", Json(0))); !splits || *splits > 1) {
        return refuse("this is one of several parts of a split GGUF file",
                      "join the parts with llama.cpp's gguf-split first");
    }
    return {};
}

/// "linear" where no type is written: llama.cpp's own default (llama-model.cpp, load_hparams).
Result<std::string> scalingTypeOf(const Json &metadata)
{
    const Json type = metadata.value("llama.rope.scaling.type", Json("linear"));
    if (type != "linear" && type != "none") {
        return unsupportedKey("llama.rope.scaling.type", type);
    }
    return type.get<std::string>();
}

/// `scaling` as config.json's rope_scaling; null where the rotary frequencies are plain.
Result<nlohmann::ordered_json> scalingFromKeys(const Json &metadata)
{
    const std::string type = BAFO_TRY(scalingTypeOf(metadata));
    // Older files call it scale_linear; 0 and 1 mean that nothing is scaled.
    const char *const key
        = metadata.contains("llama.rope.scaling.factor") ? "llama.rope.scaling.factor" : "llama.rope.scale_linear";
    const double factor = BAFO_TRY(number(metadata, key, 0.0));
    if (factor < 0) {
        return unsupportedKey(key, metadata[key]);
    }
    if (factor == 0 || factor == 1 || type == "none") {
        return nlohmann::ordered_json(nullptr);
    }
    return nlohmann::ordered_json{{"rope_type", "linear"}, {"factor", asWritten(factor)}};
}

/// The published Llama 3 models have low 1, high 4 and 8192 positions; the largest factor is the factor itself.
Result<nlohmann::ordered_json> scalingFromFactors(std::span<const float> factors, double theta)
{
    constexpr double kLow = 1;
    constexpr double kHigh = 4;
    constexpr double kOriginalLength = 8192;
    const double factor = *std::max_element(factors.begin(), factors.end());
    const auto expected = llama3RotaryFactors(factors.size(), theta, factor, kLow, kHigh, kOriginalLength);
    for (std::size_t i = 0; i < factors.size(); ++i) {
        if (!(std::abs(static_cast<double>(factors[i]) - expected[i]) <= 1e-4 * expected[i])) {
            return refuse("tensor 'rope_freqs.weight' holds rotary factors of an unknown kind (entry "
                              + std::to_string(i) + ")",
                          "import the model from its Hugging Face folder, whose config.json names the scaling");
        }
    }
    return nlohmann::ordered_json{{"rope_type", "llama3"},
                                  {"factor", asWritten(factor)},
                                  {"low_freq_factor", kLow},
                                  {"high_freq_factor", kHigh},
                                  {"original_max_position_embeddings", static_cast<std::int64_t>(kOriginalLength)}};
}

Result<std::int64_t> headDimension(const Json &metadata, std::int64_t hiddenSize, std::int64_t numHeads)
{
    // llama.cpp's own defaults: heads divide the hidden size, and all of a head rotates.
    const double derived = static_cast<double>(hiddenSize) / static_cast<double>(numHeads);
    const std::int64_t keyLength = BAFO_TRY(count(metadata, "llama.attention.key_length", derived));
    const std::int64_t rotary = BAFO_TRY(count(metadata, "llama.rope.dimension_count", static_cast<double>(keyLength)));
    const std::int64_t valueLength
        = BAFO_TRY(count(metadata, "llama.attention.value_length", static_cast<double>(keyLength)));
    if (rotary != keyLength) {
        return unsupportedKey("llama.rope.dimension_count", metadata["llama.rope.dimension_count"]);
    }
    if (valueLength != keyLength) {
        return unsupportedKey("llama.attention.value_length", metadata["llama.attention.value_length"]);
    }
    return keyLength;
}

void addTokenIds(const Json &metadata, nlohmann::ordered_json &config)
{
    for (const auto &[ours, theirs] : {std::pair{"bos_token_id", "tokenizer.ggml.bos_token_id"},
                                       std::pair{"eos_token_id", "tokenizer.ggml.eos_token_id"},
                                       std::pair{"pad_token_id", "tokenizer.ggml.padding_token_id"}}) {
        // Without an entry transformers would fall back to 1 and 2, which mean something else in most vocabularies.
        const auto found = metadata.find(theirs);
        config[ours] = found != metadata.end() && found->is_number_integer()
            ? nlohmann::ordered_json(found->get<std::int64_t>())
            : nlohmann::ordered_json(nullptr);
    }
}

} // namespace

std::vector<double> llama3RotaryFactors(std::size_t numFrequencies, double theta, double factor, double lowFactor,
                                        double highFactor, double originalLength)
{
    std::vector<double> factors;
    for (std::size_t i = 0; i < numFrequencies; ++i) {
        const double frequency = std::pow(theta, -static_cast<double>(i) / static_cast<double>(numFrequencies));
        const double wavelength = 2 * std::numbers::pi / frequency;
        if (wavelength < originalLength / highFactor) {
            factors.push_back(1);
        } else if (wavelength > originalLength / lowFactor) {
            factors.push_back(factor);
        } else {
            const double smooth = (originalLength / wavelength - lowFactor) / (highFactor - lowFactor);
            factors.push_back(1 / ((1 - smooth) / factor + smooth));
        }
    }
    return factors;
}

Result<nlohmann::ordered_json> configFromGgufLlama(const GgufDescription &description)
{
    const Json &metadata = description.metadata;
    const Json architecture = metadata.value("general.architecture", Json(""));
    if (architecture != "llama") {
        return refuse("its architecture is " + architecture.dump() + ", which is not known here",
                      "known in GGUF files: llama");
    }
    if (const Json type = metadata.value("general.type", Json("model")); type != "model") {
        return refuse("it holds a " + type.dump() + ", not a model", "import the model itself");
    }
    BAFO_TRY(checkKeys(metadata));
    const auto hasTensor = [&](std::string_view name) { return contains(description.tensorNames, name); };
    const std::int64_t hiddenSize = BAFO_TRY(count(metadata, "llama.embedding_length"));
    const std::int64_t numHeads = BAFO_TRY(count(metadata, "llama.attention.head_count"));
    const double theta = asWritten(BAFO_TRY(number(metadata, "llama.rope.freq_base", kDefaultTheta)));
    const Json numTokens = metadata.value("tokenizer.ggml.tokens", Json(0));

    nlohmann::ordered_json config;
    config["architectures"] = {"LlamaForCausalLM"};
    config["model_type"] = "llama";
    config["hidden_act"] = "silu";
    config["hidden_size"] = hiddenSize;
    config["intermediate_size"] = BAFO_TRY(count(metadata, "llama.feed_forward_length"));
    config["num_hidden_layers"] = BAFO_TRY(count(metadata, "llama.block_count"));
    config["num_attention_heads"] = numHeads;
    config["num_key_value_heads"]
        = BAFO_TRY(count(metadata, "llama.attention.head_count_kv", static_cast<double>(numHeads)));
    config["head_dim"] = BAFO_TRY(headDimension(metadata, hiddenSize, numHeads));
    config["max_position_embeddings"] = BAFO_TRY(count(metadata, "llama.context_length"));
    config["rms_norm_eps"] = asWritten(BAFO_TRY(number(metadata, "llama.attention.layer_norm_rms_epsilon")));
    config["rope_theta"] = theta;
    config["rope_scaling"] = BAFO_TRY(scalingFromKeys(metadata));
    if (!description.rotaryFactors.empty()) {
        if (!config["rope_scaling"].is_null()) {
            return refuse(
                "tensor 'rope_freqs.weight' comes together with a linear scaling of the metadata, which would "
                "multiply",
                "no config.json says both; convert the model anew");
        }
        config["rope_scaling"] = BAFO_TRY(scalingFromFactors(description.rotaryFactors, theta));
    }
    config["attention_bias"] = hasTensor("blk.0.attn_q.bias");
    config["mlp_bias"] = hasTensor("blk.0.ffn_gate.bias");
    config["tie_word_embeddings"] = !hasTensor("output.weight");
    config["vocab_size"] = BAFO_TRY(count(metadata, "llama.vocab_size", numberOf(numTokens).value_or(0)));
    addTokenIds(metadata, config);
    config["torch_dtype"] = "float32";
    return config;
}

} // namespace bafo::exchange
