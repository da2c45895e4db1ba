// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/litgpt_model_config.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bafo::exchange {
namespace {

using model::ModelConfig;
using model::RotaryScalingKind;

constexpr std::string_view kGemma = "Gemma";

Failure cannot(const std::string &why)
{
    return fail(ErrorCode::config, "LitGPT cannot compute this model: " + why,
                "export it for transformers ('--format safetensors')");
}

/// With a point where there is an exponent: YAML 1.1 takes "1e-05" for a text.
std::string numberText(double value)
{
    if (value == std::floor(value) && std::abs(value) < 1e15) {
        return std::to_string(static_cast<std::int64_t>(value));
    }
    char buffer[64];
    std::string text(buffer, std::to_chars(buffer, buffer + sizeof(buffer), value).ptr);
    const std::size_t exponent = text.find('e');
    if (exponent != std::string::npos && text.find('.') == std::string::npos) {
        text.insert(exponent, ".0");
    }
    return text;
}

/// Lines "key: value".
class Fields {
public:
    void text(std::string_view key, std::string_view value) { m_text.append(key).append(": ").append(value) += '\n'; }
    void count(std::string_view key, std::int64_t value) { text(key, std::to_string(value)); }
    void number(std::string_view key, double value) { text(key, numberText(value)); }
    void flag(std::string_view key, bool value) { text(key, value ? "true" : "false"); }

    [[nodiscard]] std::string take() { return std::move(m_text); }

private:
    std::string m_text;
};

/// A name of letters, digits, '.', '-' and '_' that says Gemma where it is one, and nowhere else.
std::string nameFor(const ModelConfig &config, std::string name)
{
    std::replace_if(
        name.begin(), name.end(),
        [](char c) {
            const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            return !isPlain && c != '.' && c != '-' && c != '_';
        },
        '-');
    const bool saysGemma = name.find(kGemma) != std::string::npos;
    if (config.architecture == "gemma2") {
        return saysGemma ? name : std::string(kGemma) + "-2-" + name;
    }
    for (std::size_t at = name.find(kGemma); at != std::string::npos; at = name.find(kGemma)) {
        name[at] = 'g';
    }
    return name.empty() ? "model" : name;
}

Result<void> checkKind(const ModelConfig &config)
{
    const bool isGemma = config.architecture == "gemma2";
    if (!isGemma && config.architecture != "llama" && config.architecture != "qwen2") {
        return cannot("family " + config.architecture + " is not known there");
    }
    if ((config.activation == model::Activation::geluTanh) != isGemma) {
        return cannot("it takes another hidden_act for this family");
    }
    if (!isGemma
        && std::any_of(config.windows.begin(), config.windows.end(), [](std::int64_t window) { return window > 0; })) {
        return cannot("its layers have windows, which are written for Gemma-2 only");
    }
    const bool hasAll = config.hasAttentionBias && config.hasAttentionOutputBias && config.hasFeedForwardBias;
    if (!hasAll && (config.hasAttentionOutputBias || config.hasFeedForwardBias)) {
        return cannot("it has biases on q, k and v, or on all linear layers, and this model on others");
    }
    return {};
}

void addRotary(const ModelConfig &config, Fields &fields)
{
    fields.number("rope_base", config.rotaryBase);
    fields.number("rotary_percentage", 1);
    const model::RotaryScaling &scaling = config.rotaryScaling;
    if (scaling.kind == RotaryScalingKind::linear) {
        fields.number("rope_condense_ratio", scaling.factor);
    } else if (scaling.kind == RotaryScalingKind::llama3) {
        fields.text("rope_adjustments",
                    "{factor: " + numberText(scaling.factor)
                        + ", low_freq_factor: " + numberText(scaling.lowFrequencyFactor)
                        + ", high_freq_factor: " + numberText(scaling.highFrequencyFactor)
                        + ", original_max_seq_len: " + numberText(scaling.originalContextLength) + "}");
    }
}

Result<void> addGemma(const ModelConfig &config, Fields &fields)
{
    const double scale = config.attentionScale.value_or(1 / std::sqrt(static_cast<double>(config.headSize)));
    const double scalar = 1 / (scale * scale);
    if (std::abs(scalar - std::round(scalar)) > 1e-6 * scalar) {
        return cannot("its query_pre_attn_scalar is no whole number");
    }
    fields.count("attention_scores_scalar", std::llround(scalar));
    fields.flag("scale_embeddings", true);
    fields.text("gelu_approximate", "tanh");
    fields.flag("post_attention_norm", true);
    fields.flag("post_mlp_norm", true);
    if (config.attentionSoftCap > 0) {
        fields.number("attention_logit_softcapping", config.attentionSoftCap);
    }
    if (config.finalSoftCap > 0) {
        fields.number("final_logit_softcapping", config.finalSoftCap);
    }
    std::int64_t window = 0;
    std::string indices;
    for (std::int64_t layer = 0; layer < config.numLayers; ++layer) {
        const std::int64_t own = config.windowOf(layer);
        if (own > 0 && window > 0 && own != window) {
            return cannot("its layers have windows of two sizes");
        }
        window = own > 0 ? own : window;
        indices += (layer > 0 ? ", " : "") + std::string(own > 0 ? "1" : "0");
    }
    if (window > 0) {
        fields.count("sliding_window_size", window);
        fields.text("sliding_window_indices", "[" + indices + "]");
    }
    return {};
}

} // namespace

Result<std::string> litgptModelConfigOf(const ModelConfig &config, const std::string &name)
{
    BAFO_TRY(checkKind(config));
    const bool isGemma = config.architecture == "gemma2";
    Fields fields;
    fields.text("name", nameFor(config, name));
    fields.text("hf_config", "{}");
    fields.count("block_size", config.contextLength);
    fields.count("n_layer", config.numLayers);
    fields.count("n_embd", config.hiddenSize);
    fields.count("n_head", config.numHeads);
    fields.count("n_query_groups", config.numKeyValueHeads);
    fields.count("head_size", config.headSize);
    fields.count("intermediate_size", config.intermediateSize);
    fields.count("vocab_size", config.vocabularySize);
    fields.count("padded_vocab_size", config.vocabularySize);
    fields.flag("bias", config.hasFeedForwardBias);
    fields.flag("attn_bias", config.hasAttentionBias && !config.hasFeedForwardBias);
    fields.flag("lm_head_bias", false);
    fields.flag("parallel_residual", false);
    fields.flag("shared_attention_norm", false);
    fields.text("norm_class_name", "RMSNorm");
    fields.number("norm_eps", config.normEpsilon);
    fields.text("mlp_class_name", isGemma ? "GemmaMLP" : "LLaMAMLP");
    addRotary(config, fields);
    if (isGemma) {
        BAFO_TRY(addGemma(config, fields));
    }
    return fields.take();
}

} // namespace bafo::exchange
