// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/litgpt_config.h"

#include "core/formats/yaml_limits.h"

#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace bafo::exchange {
namespace {

using Json = nlohmann::ordered_json;

Failure refuse(const std::string &message, const std::string &hint = "this kind of model is not supported yet")
{
    return fail(ErrorCode::data, "model_config.yaml: " + message, hint);
}

/// Reads the fields one by one, remembers which, and the first that was wrong.
class Fields {
public:
    explicit Fields(const YAML::Node &node)
        : m_node(node)
    {
    }

    [[nodiscard]] bool has(const std::string &key)
    {
        m_taken.insert(key);
        const YAML::Node value = m_node[key];
        return value && !value.IsNull();
    }

    std::int64_t count(const std::string &key, std::optional<std::int64_t> fallback = std::nullopt)
    {
        constexpr std::int64_t kMost = std::int64_t{1} << 31;
        const auto value = read<std::int64_t>(key);
        if (value ? *value < 1 || *value > kMost : !fallback) {
            wrong(key);
            return 1;
        }
        return value.value_or(fallback.value_or(1));
    }

    double number(const std::string &key, double fallback)
    {
        const double value = read<double>(key).value_or(fallback);
        if (!std::isfinite(value) || value <= 0) {
            wrong(key);
        }
        return value;
    }

    bool flag(const std::string &key, bool fallback) { return read<bool>(key).value_or(fallback); }

    std::string text(const std::string &key, const std::string &fallback = {})
    {
        return read<std::string>(key).value_or(fallback);
    }

    [[nodiscard]] YAML::Node node(const std::string &key)
    {
        m_taken.insert(key);
        return m_node[key];
    }

    /// A field of other models, which has to be absent, null, or at the value at which it changes nothing.
    template <class T>
    void neutral(const std::string &key, const T &value)
    {
        if (has(key) && read<T>(key) != value) {
            wrong(key);
        }
    }

    void absent(const std::string &key)
    {
        if (has(key)) {
            wrong(key);
        }
    }

    void wrong(const std::string &key)
    {
        if (m_wrong.empty()) {
            m_wrong = key;
        }
    }

    [[nodiscard]] const std::string &firstWrong() const { return m_wrong; }

    /// The first field that nobody asked for and that has a value.
    [[nodiscard]] std::string firstUnknown() const
    {
        for (const auto &entry : m_node) {
            const auto key = entry.first.as<std::string>("");
            if (!m_taken.contains(key) && !entry.second.IsNull()) {
                return key.empty() ? "a key that is no text" : key;
            }
        }
        return {};
    }

private:
    template <class T>
    std::optional<T> read(const std::string &key)
    {
        if (!has(key)) {
            return std::nullopt;
        }
        T value = {};
        if (!m_node[key].IsScalar() || !YAML::convert<T>::decode(m_node[key], value)) {
            wrong(key);
            return std::nullopt;
        }
        return value;
    }

    const YAML::Node m_node; // const, so that looking something up never adds it
    std::set<std::string> m_taken;
    std::string m_wrong;
};

enum class Family { llama, qwen2, gemma2 };

struct Kind {
    Family family = Family::llama;
    bool hasBias = false; ///< on all linear layers
    bool hasAttentionBias = false; ///< on q, k and v
};

/// LitGPT adds 1 to the weights of norms where the model's name says Gemma.
Result<Kind> kindOf(Fields &fields)
{
    const std::string name = fields.text("name");
    const std::string feedForward = fields.text("mlp_class_name", fields.text("_mlp_class", "GptNeoxMLP"));
    const std::string norm = fields.text("norm_class_name", fields.text("_norm_class", "LayerNorm"));
    if (norm != "RMSNorm") {
        return refuse("norms of kind '" + norm + "' are not known here (RMSNorm is)");
    }
    const bool isGemma = name.find("Gemma") != std::string::npos;
    const bool hasFourNorms = fields.flag("post_attention_norm", false);
    if (fields.flag("post_mlp_norm", false) != hasFourNorms) {
        return refuse("'post_attention_norm' and 'post_mlp_norm' differ, which no known family has");
    }
    Kind kind;
    kind.hasBias = fields.flag("bias", true);
    const bool hasOnAttention = fields.flag("attn_bias", false);
    kind.hasAttentionBias = kind.hasBias || hasOnAttention;
    if (feedForward == "GemmaMLP" && hasFourNorms && isGemma) {
        kind.family = Family::gemma2;
        if (kind.hasAttentionBias) {
            return refuse("'bias' is set, which Gemma-2 has not");
        }
        return kind;
    }
    if (feedForward != "LLaMAMLP" || hasFourNorms || isGemma) {
        return refuse("'" + name + "' with '" + feedForward + "' is of no known family (llama, qwen2, gemma2)",
                      feedForward == "GemmaMLP" && !isGemma
                          ? "LitGPT knows a Gemma model by its name: write it as it was, for example 'name: Gemma-2-2b'"
                          : "this kind of model is not supported yet");
    }
    kind.family = kind.hasAttentionBias && !kind.hasBias ? Family::qwen2 : Family::llama;
    return kind;
}

/// What other models have, and what only describes.
void checkNeutral(Fields &fields)
{
    for (const char *key : {"hf_config", "padding_multiple", "norm_qk_type", "gelu_approximate", "vocab_size",
                            "moe_intermediate_size", "n_expert_per_token", "routed_scaling_factor", "norm_topk_prob",
                            "rope_indices", "q_lora_rank", "kv_lora_rank"}) {
        (void)fields.has(key);
    }
    for (const char *key :
         {"parallel_residual", "shared_attention_norm", "norm_qk", "rope_interleave", "lm_head_bias"}) {
        // Absent means what LitGPT takes then; only the first of them is on by default.
        if (fields.flag(key, std::string(key) == "parallel_residual")) {
            fields.wrong(key);
        }
    }
    fields.neutral("norm_1", true);
    fields.neutral("norm_2", true);
    fields.neutral("n_expert", std::int64_t{0});
    for (const char *key : {"n_shared_expert", "n_expert_groups", "n_topk_groups", "n_topk_scores_per_group",
                            "first_k_dense_replace", "latent_attention", "rope_local_base_freq"}) {
        fields.absent(key);
    }
    if (fields.number("rotary_percentage", 0.25) != 1.0) {
        fields.wrong("rotary_percentage");
    }
}

/// rope_scaling, or null.
Json rotaryScaling(Fields &fields)
{
    const double condensed = fields.number("rope_condense_ratio", 1);
    if (!fields.has("rope_adjustments")) {
        return condensed == 1 ? Json(nullptr) : Json{{"rope_type", "linear"}, {"factor", condensed}};
    }
    Json scaling;
    const YAML::Node node = fields.node("rope_adjustments");
    Fields parts(node);
    if (!node.IsMap() || condensed != 1) {
        fields.wrong("rope_adjustments");
        return scaling;
    }
    const double factor = parts.number("factor", 0);
    if (parts.has("low_freq_factor")) {
        scaling = {{"rope_type", "llama3"},
                   {"factor", factor},
                   {"low_freq_factor", parts.number("low_freq_factor", 0)},
                   {"high_freq_factor", parts.number("high_freq_factor", 0)},
                   {"original_max_position_embeddings", parts.count("original_max_seq_len")}};
    } else {
        scaling = {{"rope_type", "linear"}, {"factor", factor}};
    }
    if (!parts.firstWrong().empty() || !parts.firstUnknown().empty()) {
        fields.wrong("rope_adjustments");
    }
    return scaling;
}

/// For each layer whether it looks only a window back.
std::vector<bool> localLayers(Fields &fields, std::int64_t numLayers)
{
    std::vector<bool> isLocal(static_cast<std::size_t>(numLayers), fields.has("sliding_window_size"));
    const YAML::Node indices = fields.node("sliding_window_indices");
    // Before 0.5.4 a stride: every layer, or every second one from the first on.
    const std::string stride = fields.text("sliding_window_layer_placing");
    for (std::size_t layer = 0; layer < isLocal.size(); ++layer) {
        if (indices && indices.IsSequence()) {
            isLocal[layer] = isLocal[layer] && layer < indices.size() && indices[layer].as<int>(0) != 0;
        } else if (stride == "2" || stride == "interleaved") {
            isLocal[layer] = isLocal[layer] && layer % 2 == 0;
        } else if (!stride.empty() && stride != "1" && stride != "all") {
            fields.wrong("sliding_window_layer_placing");
        }
    }
    if (indices && indices.IsSequence() && indices.size() < isLocal.size()) {
        fields.wrong("sliding_window_indices");
    }
    return isLocal;
}

void addGemma2(Fields &fields, std::int64_t numLayers, std::int64_t headSize, Json &config)
{
    const std::string activation = fields.text("gelu_approximate", "none");
    config["hidden_activation"] = activation == "tanh" ? "gelu_pytorch_tanh" : "gelu";
    config["hidden_act"] = config["hidden_activation"];
    config["query_pre_attn_scalar"] = fields.count("attention_scores_scalar", headSize);
    for (const auto &[ours, theirs] : {std::pair{"attn_logit_softcapping", "attention_logit_softcapping"},
                                       std::pair{"final_logit_softcapping", "final_logit_softcapping"}}) {
        config[ours] = fields.has(theirs) ? Json(fields.number(theirs, 0)) : Json(nullptr);
    }
    const std::vector<bool> isLocal = localLayers(fields, numLayers);
    config["sliding_window"]
        = fields.count("sliding_window_size", config["max_position_embeddings"].get<std::int64_t>());
    config["layer_types"] = Json::array();
    for (const bool local : isLocal) {
        config["layer_types"].push_back(local ? "sliding_attention" : "full_attention");
    }
    config["attention_bias"] = false;
    if (!fields.flag("scale_embeddings", false)) {
        fields.wrong("scale_embeddings");
    }
}

void addLlama(Fields &fields, const Kind &kind, std::int64_t headSize, Json &config)
{
    config["hidden_act"] = "silu";
    if (kind.family == Family::llama) {
        config["attention_bias"] = kind.hasBias;
        config["mlp_bias"] = kind.hasBias;
    } else {
        config["use_sliding_window"] = false;
    }
    if (fields.count("attention_scores_scalar", headSize) != headSize) {
        fields.wrong("attention_scores_scalar");
    }
    for (const char *key : {"sliding_window_size", "attention_logit_softcapping", "final_logit_softcapping"}) {
        fields.absent(key);
    }
    (void)fields.has("sliding_window_indices");
    (void)fields.has("sliding_window_layer_placing");
    if (fields.flag("scale_embeddings", false)) {
        fields.wrong("scale_embeddings");
    }
}

/// The rows of embedding and head.
std::int64_t paddedVocabulary(Fields &fields)
{
    if (fields.has("padded_vocab_size")) {
        return fields.count("padded_vocab_size");
    }
    const std::int64_t multiple = fields.count("padding_multiple", 512);
    return (fields.count("vocab_size") + multiple - 1) / multiple * multiple;
}

void addSizes(Fields &fields, Json &config)
{
    const std::int64_t width = fields.count("n_embd");
    const std::int64_t numHeads = fields.count("n_head");
    config["vocab_size"] = paddedVocabulary(fields);
    config["hidden_size"] = width;
    config["intermediate_size"] = fields.count("intermediate_size");
    config["num_hidden_layers"] = fields.count("n_layer");
    config["num_attention_heads"] = numHeads;
    config["num_key_value_heads"] = fields.count("n_query_groups", numHeads);
    config["head_dim"] = fields.count("head_size", std::max<std::int64_t>(1, width / numHeads));
    config["max_position_embeddings"] = fields.count("block_size", 4096);
    config["rms_norm_eps"] = fields.number("norm_eps", 1e-5);
    config["rope_theta"] = fields.number("rope_base", 10000);
}

} // namespace

Result<nlohmann::ordered_json> configFromLitgpt(std::string_view yaml, bool isTied)
{
    const auto parsed = formats::parseYaml(yaml, {});
    if (!parsed || !parsed->IsMap()) {
        return refuse(parsed ? "it holds no fields" : parsed.error().message, "copy it from LitGPT's folder again");
    }
    Fields fields(*parsed);
    const Kind kind = BAFO_TRY(kindOf(fields));
    struct Names {
        const char *type;
        const char *architecture;
    };
    constexpr Names kNames[]
        = {{"llama", "LlamaForCausalLM"}, {"qwen2", "Qwen2ForCausalLM"}, {"gemma2", "Gemma2ForCausalLM"}};
    const Names &names = kNames[static_cast<std::size_t>(kind.family)];
    Json config;
    config["architectures"] = {names.architecture};
    config["model_type"] = names.type;
    addSizes(fields, config);
    config["rope_scaling"] = rotaryScaling(fields);
    const auto headSize = config["head_dim"].get<std::int64_t>();
    if (kind.family == Family::gemma2) {
        addGemma2(fields, config["num_hidden_layers"].get<std::int64_t>(), headSize, config);
    } else {
        addLlama(fields, kind, headSize, config);
    }
    checkNeutral(fields);
    config["tie_word_embeddings"] = isTied;
    config["torch_dtype"] = "float32";
    if (!fields.firstWrong().empty()) {
        return refuse("'" + fields.firstWrong() + "' is missing, or has a value that has no counterpart here");
    }
    if (const std::string key = fields.firstUnknown(); !key.empty()) {
        return refuse("'" + key + "' may change the result and is not understood");
    }
    return config;
}

} // namespace bafo::exchange
