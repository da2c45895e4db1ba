// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/gguf_config.h"

#include "core/exchange/gguf_metadata.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string_view>

namespace bafo::exchange {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kDefaultTheta = 10'000.0;

/// Read by the translation below, for every architecture.
constexpr std::array<std::string_view, 15> kUnderstood = {
    "block_count",          "context_length",         "embedding_length",
    "feed_forward_length",  "attention.head_count",   "attention.head_count_kv",
    "attention.key_length", "attention.value_length", "attention.layer_norm_rms_epsilon",
    "rope.freq_base",       "rope.dimension_count",   "rope.scaling.type",
    "rope.scaling.factor",  "rope.scale_linear",      "vocab_size",
};

/// Read for Gemma-2 besides.
constexpr std::array<std::string_view, 3> kUnderstoodOfGemma2 = {
    "attn_logit_softcapping",
    "final_logit_softcapping",
    "attention.sliding_window",
};

/// Present in many files; with these values they change nothing.
constexpr std::array<HarmlessKey, 9> kHarmless = {{
    {"expert_count", 0},
    {"expert_used_count", 0},
    {"rope.scaling.attn_factor", 1},
    {"attention.causal", 1},
    {"use_parallel_residual", 0},
    {"logit_scale", 1},
    {"embedding_scale", 1},
    {"residual_scale", 1},
    {"attention.sliding_window", 0},
}};

/// They tell where the scaling came from, not what it is.
constexpr std::array<std::string_view, 3> kInformative = {
    "rope.scaling.finetuned",
    "rope.scaling.original_context_length",
    "tensor_data_layout",
};

Failure refuse(std::string message, std::string hint)
{
    return fail(ErrorCode::data, std::move(message), std::move(hint));
}

bool hasTensor(const GgufDescription &file, std::string_view name)
{
    return std::find(file.tensorNames.begin(), file.tensorNames.end(), name) != file.tensorNames.end();
}

/// "linear" where no type is written: llama.cpp's own default (llama-model.cpp, load_hparams).
Result<std::string> scalingTypeOf(const GgufMetadata &metadata)
{
    const nlohmann::json type = metadata.all().value(metadata.key("rope.scaling.type"), nlohmann::json("linear"));
    if (type != "linear" && type != "none") {
        return metadata.unsupported("rope.scaling.type");
    }
    return type.get<std::string>();
}

/// `scaling` as config.json's rope_scaling; null where the rotary frequencies are plain.
Result<Json> scalingFromKeys(const GgufMetadata &metadata)
{
    const std::string type = BAFO_TRY(scalingTypeOf(metadata));
    // Older files call it scale_linear; 0 and 1 mean that nothing is scaled.
    const char *const name = metadata.has("rope.scaling.factor") ? "rope.scaling.factor" : "rope.scale_linear";
    const double factor = BAFO_TRY(metadata.number(name, 0.0));
    if (factor < 0) {
        return metadata.unsupported(name);
    }
    if (factor == 0 || factor == 1 || type == "none") {
        return Json(nullptr);
    }
    return Json{{"rope_type", "linear"}, {"factor", asWritten(factor)}};
}

/// The published Llama 3 models have low 1, high 4 and 8192 positions; the largest factor is the factor itself.
Result<Json> scalingFromFactors(std::span<const float> factors, double theta)
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
    return Json{{"rope_type", "llama3"},
                {"factor", asWritten(factor)},
                {"low_freq_factor", kLow},
                {"high_freq_factor", kHigh},
                {"original_max_position_embeddings", static_cast<std::int64_t>(kOriginalLength)}};
}

Result<Json> scalingOf(const GgufMetadata &metadata, const GgufDescription &file, double theta)
{
    Json scaling = BAFO_TRY(scalingFromKeys(metadata));
    if (file.rotaryFactors.empty()) {
        return scaling;
    }
    if (!scaling.is_null()) {
        return refuse("tensor 'rope_freqs.weight' comes together with a linear scaling of the metadata, which would "
                      "multiply",
                      "no config.json says both; convert the model anew");
    }
    return scalingFromFactors(file.rotaryFactors, theta);
}

Result<std::int64_t> headDimension(const GgufMetadata &metadata, std::int64_t hiddenSize, std::int64_t numHeads)
{
    // llama.cpp's own defaults: heads divide the hidden size, and all of a head rotates.
    const double derived = static_cast<double>(hiddenSize) / static_cast<double>(numHeads);
    const std::int64_t keyLength = BAFO_TRY(metadata.count("attention.key_length", derived));
    const std::int64_t rotary = BAFO_TRY(metadata.count("rope.dimension_count", static_cast<double>(keyLength)));
    const std::int64_t valueLength = BAFO_TRY(metadata.count("attention.value_length", static_cast<double>(keyLength)));
    if (rotary != keyLength) {
        return metadata.unsupported("rope.dimension_count");
    }
    if (valueLength != keyLength) {
        return metadata.unsupported("attention.value_length");
    }
    return keyLength;
}

void addTokenIds(const nlohmann::json &metadata, Json &config)
{
    for (const auto &[ours, theirs] : {std::pair{"bos_token_id", "tokenizer.ggml.bos_token_id"},
                                       std::pair{"eos_token_id", "tokenizer.ggml.eos_token_id"},
                                       std::pair{"pad_token_id", "tokenizer.ggml.padding_token_id"}}) {
        // Without an entry transformers would fall back to 1 and 2, which mean something else in most vocabularies.
        const auto found = metadata.find(theirs);
        config[ours]
            = found != metadata.end() && found->is_number_integer() ? Json(found->get<std::int64_t>()) : Json(nullptr);
    }
    // The token that ends a turn of a conversation ends a text as well; transformers takes a list.
    const auto turn = metadata.find("tokenizer.ggml.eot_token_id");
    Json &end = config["eos_token_id"];
    if (turn != metadata.end() && turn->is_number_integer() && end.is_number_integer()
        && turn->get<std::int64_t>() != end.get<std::int64_t>()) {
        end = Json::array({end.get<std::int64_t>(), turn->get<std::int64_t>()});
    }
}

/// What the three families have alike.
Result<Json> commonConfig(const GgufMetadata &metadata, const GgufDescription &file)
{
    const std::int64_t hiddenSize = BAFO_TRY(metadata.count("embedding_length"));
    const std::int64_t numHeads = BAFO_TRY(metadata.count("attention.head_count"));
    const double theta = asWritten(BAFO_TRY(metadata.number("rope.freq_base", kDefaultTheta)));
    const double epsilon = BAFO_TRY(metadata.number("attention.layer_norm_rms_epsilon"));
    const nlohmann::json numTokens = metadata.all().value("tokenizer.ggml.tokens", nlohmann::json(0));
    Json config;
    config["hidden_size"] = hiddenSize;
    config["intermediate_size"] = BAFO_TRY(metadata.count("feed_forward_length"));
    config["num_hidden_layers"] = BAFO_TRY(metadata.count("block_count"));
    config["num_attention_heads"] = numHeads;
    config["num_key_value_heads"] = BAFO_TRY(metadata.count("attention.head_count_kv", static_cast<double>(numHeads)));
    config["head_dim"] = BAFO_TRY(headDimension(metadata, hiddenSize, numHeads));
    config["max_position_embeddings"] = BAFO_TRY(metadata.count("context_length"));
    config["rms_norm_eps"] = asWritten(epsilon);
    config["rope_theta"] = theta;
    config["rope_scaling"] = BAFO_TRY(scalingOf(metadata, file, theta));
    config["tie_word_embeddings"] = !hasTensor(file, "output.weight");
    config["vocab_size"] = BAFO_TRY(metadata.count("vocab_size", numberOf(numTokens).value_or(0)));
    addTokenIds(metadata.all(), config);
    config["torch_dtype"] = "float32";
    return config;
}

Result<void> addLlama(const GgufMetadata &, const GgufDescription &file, Json &config)
{
    config["architectures"] = {"LlamaForCausalLM"};
    config["hidden_act"] = "silu";
    config["attention_bias"] = hasTensor(file, "blk.0.attn_q.bias");
    config["mlp_bias"] = hasTensor(file, "blk.0.ffn_gate.bias");
    return {};
}

Result<void> addQwen2(const GgufMetadata &, const GgufDescription &, Json &config)
{
    config["architectures"] = {"Qwen2ForCausalLM"};
    config["hidden_act"] = "silu";
    config["use_sliding_window"] = false;
    return {};
}

/// llama.cpp derives the scale of the scores: from the head's size, but for the 27B model, known by its 46 layers, from
/// what the width leaves for each head. Every second layer, from the first on, looks only a window back.
Result<void> addGemma2(const GgufMetadata &metadata, const GgufDescription &, Json &config)
{
    constexpr std::int64_t kLayersOf27B = 46;
    config["architectures"] = {"Gemma2ForCausalLM"};
    config["hidden_act"] = "gelu_pytorch_tanh";
    config["hidden_activation"] = "gelu_pytorch_tanh";
    const auto numLayers = config["num_hidden_layers"].get<std::int64_t>();
    config["query_pre_attn_scalar"] = numLayers == kLayersOf27B
        ? config["hidden_size"].get<std::int64_t>() / config["num_attention_heads"].get<std::int64_t>()
        : config["head_dim"].get<std::int64_t>();
    for (const auto &[ours, theirs, usual] : {std::tuple{"attn_logit_softcapping", "attn_logit_softcapping", 50.0},
                                              std::tuple{"final_logit_softcapping", "final_logit_softcapping", 30.0}}) {
        const double cap = BAFO_TRY(metadata.number(theirs, usual));
        if (cap <= 0) {
            return metadata.unsupported(theirs);
        }
        config[ours] = asWritten(cap);
    }
    config["sliding_window"] = BAFO_TRY(metadata.count("attention.sliding_window", 4096));
    config["layer_types"] = Json::array();
    for (std::int64_t layer = 0; layer < numLayers; ++layer) {
        config["layer_types"].push_back(layer % 2 == 0 ? "sliding_attention" : "full_attention");
    }
    config["attention_bias"] = false;
    // llama.cpp never reads a head of its own for this family; where one is stored, the tensor check refuses it.
    config["tie_word_embeddings"] = true;
    return {};
}

/// One architecture that is understood.
struct Family {
    std::string_view name;
    Result<void> (*add)(const GgufMetadata &metadata, const GgufDescription &file, Json &config);
};

constexpr std::array<Family, 3> kFamilies = {{{"llama", addLlama}, {"qwen2", addQwen2}, {"gemma2", addGemma2}}};

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

Result<nlohmann::ordered_json> configFromGguf(const GgufDescription &description)
{
    const nlohmann::json architecture = description.metadata.value("general.architecture", nlohmann::json(""));
    const auto family = std::find_if(kFamilies.begin(), kFamilies.end(),
                                     [&](const Family &known) { return architecture == known.name; });
    if (family == kFamilies.end()) {
        return refuse("its architecture is " + architecture.dump() + ", which is not known here",
                      "known in GGUF files: llama, qwen2, gemma2");
    }
    if (const nlohmann::json type = description.metadata.value("general.type", nlohmann::json("model"));
        type != "model") {
        return refuse("it holds a " + type.dump() + ", not a model", "import the model itself");
    }
    const GgufMetadata metadata(description.metadata, std::string(family->name));
    std::vector<std::string_view> understood(kUnderstood.begin(), kUnderstood.end());
    if (family->name == "gemma2") {
        understood.insert(understood.end(), kUnderstoodOfGemma2.begin(), kUnderstoodOfGemma2.end());
    }
    BAFO_TRY(metadata.checkKeys(understood, kInformative, kHarmless));
    nlohmann::ordered_json config = {{"architectures", nullptr}, {"model_type", family->name}};
    config.update(BAFO_TRY(commonConfig(metadata, description)));
    BAFO_TRY(family->add(metadata, description, config));
    return config;
}

} // namespace bafo::exchange
