// SPDX-License-Identifier: Apache-2.0
// Configurations and names of LitGPT, without a tensor.
#include "core/exchange/litgpt_config.h"
#include "core/exchange/litgpt_model_config.h"
#include "core/exchange/litgpt_tensors.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include <cmath>
#include <map>

using namespace bafo;
using namespace bafo::exchange;

namespace {

model::ModelConfig configOf(const std::string &architecture)
{
    model::ModelConfig config{.architecture = architecture,
                              .vocabularySize = 96,
                              .hiddenSize = 64,
                              .intermediateSize = 80,
                              .numLayers = 2,
                              .numHeads = 4,
                              .numKeyValueHeads = 2,
                              .headSize = 16,
                              .contextLength = 128,
                              .normEpsilon = 1e-5};
    config.hasAttentionBias = architecture == "qwen2"; // what LitGPT tells it by
    if (architecture == "gemma2") {
        config.activation = model::Activation::geluTanh;
        config.attentionScale = 1 / std::sqrt(24.0);
        config.attentionSoftCap = 50;
        config.finalSoftCap = 30;
        config.windows = {32, 0};
    }
    return config;
}

using Changes = std::map<std::string, std::string>;

/// Gemma-2-2B's own fields, some of them changed; "" takes one out.
std::string gemma2(const Changes &changes = {})
{
    Changes fields = {{"name", "Gemma-2-2b"},
                      {"hf_config", "{name: gemma-2-2b, org: google}"},
                      {"scale_embeddings", "true"},
                      {"attention_scores_scalar", "256"},
                      {"vocab_size", "288256"},
                      {"padded_vocab_size", "288256"},
                      {"block_size", "8192"},
                      {"sliding_window_size", "4096"},
                      {"sliding_window_layer_placing", "2"},
                      {"intermediate_size", "9216"},
                      {"n_embd", "2304"},
                      {"n_layer", "4"},
                      {"n_head", "8"},
                      {"n_query_groups", "4"},
                      {"head_size", "256"},
                      {"rotary_percentage", "1.0"},
                      {"parallel_residual", "false"},
                      {"bias", "false"},
                      {"norm_class_name", "RMSNorm"},
                      {"mlp_class_name", "GemmaMLP"},
                      {"gelu_approximate", "tanh"},
                      {"post_attention_norm", "true"},
                      {"post_mlp_norm", "true"},
                      {"attention_logit_softcapping", "50.0"},
                      {"final_logit_softcapping", "30.0"}};
    for (const auto &[key, value] : changes) {
        fields[key] = value;
    }
    std::string text;
    for (const auto &[key, value] : fields) {
        text += value.empty() ? "" : key + ": " + value + "\n";
    }
    return text;
}

std::string llama(const Changes &changes = {})
{
    Changes all = {{"name", "tiny-llama"},
                   {"scale_embeddings", ""},
                   {"attention_scores_scalar", ""},
                   {"sliding_window_size", ""},
                   {"sliding_window_layer_placing", ""},
                   {"mlp_class_name", "LLaMAMLP"},
                   {"post_attention_norm", ""},
                   {"post_mlp_norm", ""},
                   {"attention_logit_softcapping", ""},
                   {"final_logit_softcapping", ""}};
    for (const auto &[key, value] : changes) {
        all[key] = value;
    }
    return gemma2(all);
}

bool isRefusedNaming(const std::string &yaml, const std::string &what)
{
    const auto config = configFromLitgpt(yaml, true);
    return !config && config.error().code == ErrorCode::data && !config.error().hint.empty()
        && config.error().message.find(what) != std::string::npos;
}

} // namespace

class LitgptTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsReadAsTheSame_data()
    {
        QTest::addColumn<QString>("architecture");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::newRow("llama") << "llama"
                               << "my/Gemma killer"
                               << "model_type"
                               << R"("llama")";
        QTest::newRow("qwen2") << "qwen2"
                               << "q"
                               << "model_type"
                               << R"("qwen2")";
        QTest::newRow("gemma2") << "gemma2"
                                << "mine"
                                << "query_pre_attn_scalar"
                                << "24";
        QTest::newRow("windows") << "gemma2"
                                 << "Gemma-2-2b"
                                 << "sliding_window"
                                 << "32";
        QTest::newRow("epsilon") << "llama"
                                 << "e"
                                 << "rms_norm_eps"
                                 << "1e-05";
        QTest::newRow("biases") << "llama"
                                << "b"
                                << "mlp_bias"
                                << "true";
        QTest::newRow("scaling") << "qwen2"
                                 << "s"
                                 << "rope_scaling"
                                 << R"({"rope_type":"linear","factor":2.5})";
    }

    void whatIsWrittenIsReadAsTheSame()
    {
        QFETCH(QString, architecture);
        QFETCH(QString, name);
        QFETCH(QString, key);
        QFETCH(QString, value);
        model::ModelConfig config = configOf(architecture.toStdString());
        if (key == QStringLiteral("mlp_bias")) {
            config.hasAttentionBias = config.hasAttentionOutputBias = config.hasFeedForwardBias = true;
        }
        if (key == QStringLiteral("rope_scaling")) {
            config.rotaryScaling = {.kind = model::RotaryScalingKind::linear, .factor = 2.5};
        }
        const auto yaml = litgptModelConfigOf(config, name.toStdString());
        QVERIFY2(yaml, yaml ? "" : yaml.error().message.c_str());
        const auto read = configFromLitgpt(*yaml, true);
        QVERIFY2(read, read ? "" : (read.error().message + *yaml).c_str());
        QCOMPARE((*read)[key.toStdString()].dump(), value.toStdString());
        QCOMPARE((*read)["hidden_size"].dump(), std::string("64"));
        QCOMPARE((*read)["num_key_value_heads"].dump(), std::string("2"));
        QCOMPARE((*read)["rope_theta"].dump(), std::string("10000.0"));
    }

    void whatLitgptHasNoFieldForIsRefused()
    {
        const auto refusal = [](const model::ModelConfig &config) {
            const auto refused = litgptModelConfigOf(config, "m");
            return refused || refused.error().code != ErrorCode::config ? std::string() : refused.error().message;
        };
        model::ModelConfig config = configOf("llama");
        QVERIFY(refusal(config).empty());
        config.hasAttentionBias = config.hasAttentionOutputBias = true;
        QVERIFY(refusal(config).find("biases") != std::string::npos);
        config = configOf("qwen2");
        config.windows = {0, 32};
        QVERIFY(refusal(config).find("windows") != std::string::npos);
        config = configOf("gemma2");
        config.attentionScale = 0.3;
        QVERIFY(refusal(config).find("query_pre_attn_scalar") != std::string::npos);
        config = configOf("llama");
        config.activation = model::Activation::geluTanh;
        QVERIFY(refusal(config).find("hidden_act") != std::string::npos);
    }

    void theFieldsOfGemma2AreTranslated()
    {
        const auto config = configFromLitgpt(gemma2(), false).value();
        QCOMPARE(config["model_type"].dump(), std::string("\"gemma2\""));
        QCOMPARE(config["vocab_size"].dump(), std::string("288256"));
        QCOMPARE(config["head_dim"].dump(), std::string("256"));
        QCOMPARE(config["query_pre_attn_scalar"].dump(), std::string("256"));
        QCOMPARE(config["hidden_activation"].dump(), std::string("\"gelu_pytorch_tanh\""));
        QCOMPARE(config["attn_logit_softcapping"].dump(), std::string("50.0"));
        QCOMPARE(config["sliding_window"].dump(), std::string("4096"));
        QCOMPARE(config["layer_types"].dump(),
                 std::string(R"(["sliding_attention","full_attention","sliding_attention","full_attention"])"));
        QCOMPARE(config["tie_word_embeddings"].dump(), std::string("false"));
        QCOMPARE(config["rms_norm_eps"].dump(), std::string("1e-05"));
    }

    void theLayersWithAWindowMayBeListed()
    {
        const auto config = configFromLitgpt(
            gemma2({{"sliding_window_layer_placing", ""}, {"sliding_window_indices", "[0, 1, 1, 0]"}}), true);
        QCOMPARE(config->at("layer_types").dump(),
                 std::string(R"(["full_attention","sliding_attention","sliding_attention","full_attention"])"));
        QVERIFY(isRefusedNaming(gemma2({{"sliding_window_layer_placing", ""}, {"sliding_window_indices", "[0, 1]"}}),
                                "sliding_window_indices"));
        QVERIFY(isRefusedNaming(gemma2({{"sliding_window_layer_placing", "3"}}), "sliding_window_layer_placing"));
    }

    void biasesTellLlamaAndQwen2Apart()
    {
        const auto plain = configFromLitgpt(llama(), true).value();
        QCOMPARE(plain["model_type"].dump(), std::string("\"llama\""));
        QCOMPARE(plain["attention_bias"].dump(), std::string("false"));
        const auto biased = configFromLitgpt(llama({{"bias", "true"}}), true).value();
        QCOMPARE(biased["attention_bias"].dump(), std::string("true"));
        QCOMPARE(biased["mlp_bias"].dump(), std::string("true"));
        const auto qwen = configFromLitgpt(llama({{"attn_bias", "true"}}), true).value();
        QCOMPARE(qwen["model_type"].dump(), std::string("\"qwen2\""));
        QCOMPARE(qwen["use_sliding_window"].dump(), std::string("false"));
    }

    void rotaryScalingsAreTranslated()
    {
        const auto config = configFromLitgpt(
            llama({{"rope_adjustments",
                    "{factor: 32.0, low_freq_factor: 1.0, high_freq_factor: 4.0, original_max_seq_len: 8192}"}}),
            true);
        QCOMPARE(config->at("rope_scaling")["rope_type"].dump(), std::string("\"llama3\""));
        QCOMPARE(config->at("rope_scaling")["original_max_position_embeddings"].dump(), std::string("8192"));
        const auto condensed = configFromLitgpt(llama({{"rope_condense_ratio", "2"}}), true);
        QCOMPARE(condensed->at("rope_scaling")["factor"].dump(), std::string("2.0"));
        QVERIFY(isRefusedNaming(llama({{"rope_adjustments", "{factor: 32.0, beta_fast: 32}"}}), "rope_adjustments"));
    }

    void theVocabularyIsPaddedAsLitgptDoes()
    {
        const auto config = configFromLitgpt(gemma2({{"padded_vocab_size", ""}, {"vocab_size", "287769"}}), true);
        QCOMPARE(config->at("vocab_size").dump(), std::string("288256"));
    }

    void whatWouldChangeTheResultIsRefusedByName()
    {
        const Changes wrong = {{"norm_class_name", "LayerNorm"},
                               {"mlp_class_name", "GptNeoxMLP"},
                               {"parallel_residual", "true"},
                               {"shared_attention_norm", "true"},
                               {"rotary_percentage", "0.25"},
                               {"norm_qk", "true"},
                               {"rope_interleave", "true"},
                               {"n_expert", "8"},
                               {"lm_head_bias", "true"},
                               {"latent_attention", "{q_lora_rank: 3}"},
                               {"rope_local_base_freq", "10000"},
                               {"norm_1", "false"},
                               {"from_the_future", "1"},
                               {"post_mlp_norm", "false"},
                               {"n_embd", "minus one"},
                               {"n_head", "0"},
                               {"n_layer", ""},
                               {"scale_embeddings", "false"}};
        for (const auto &[key, value] : wrong) {
            const bool isNamedOtherwise = key == "norm_class_name" || key == "mlp_class_name";
            QVERIFY2(isRefusedNaming(gemma2({{key, value}}), isNamedOtherwise ? value : key), key.c_str());
        }
        for (const auto &[key, value] : Changes{{"sliding_window_size", "128"},
                                                {"attention_scores_scalar", "7"},
                                                {"final_logit_softcapping", "30.0"},
                                                {"scale_embeddings", "true"}}) {
            QVERIFY2(isRefusedNaming(llama({{key, value}}), key), key.c_str());
        }
        QVERIFY(isRefusedNaming(gemma2({{"name", "bafo-2b"}}), "bafo-2b"));
        QVERIFY(isRefusedNaming("- a list", "no fields"));
        QVERIFY(isRefusedNaming("a: &x 1\nb: *x", "model_config.yaml"));
    }

    void partsOfQkvLieWhereTheLayoutPutsThem()
    {
        const HeadCounts heads{.numHeads = 6, .numKeyValueHeads = 2, .headSize = 4};
        const auto part = [&](const char *name, QkvLayout layout) { return *litgptPartOf(name, false, heads, layout); };
        const char *const key = "model.layers.3.self_attn.k_proj.weight";
        QCOMPARE(part(key, QkvLayout::blocks).name, std::string("transformer.h.3.attn.qkv.weight"));
        QCOMPARE(part(key, QkvLayout::blocks).rows, (std::vector<RowRange>{{24, 8}}));
        QCOMPARE(part(key, QkvLayout::interleaved).name, std::string("transformer.h.3.attn.attn.weight"));
        QCOMPARE(part(key, QkvLayout::interleaved).rows, (std::vector<RowRange>{{12, 4}, {32, 4}}));
        QCOMPARE(part("model.layers.0.self_attn.q_proj.bias", QkvLayout::interleaved).rows,
                 (std::vector<RowRange>{{0, 12}, {20, 12}}));
        QCOMPARE(part("model.layers.0.self_attn.v_proj.weight", QkvLayout::interleaved).rows,
                 (std::vector<RowRange>{{16, 4}, {36, 4}}));
        QCOMPARE(part("model.layers.0.self_attn.v_proj.weight", QkvLayout::blocks).rows,
                 (std::vector<RowRange>{{32, 8}}));
        QCOMPARE(heads.numRows(), 40);
    }

    void namesAreThoseOfTheFamily()
    {
        const HeadCounts heads{.numHeads = 1, .numKeyValueHeads = 1, .headSize = 2};
        const auto name = [&](const std::string &huggingFace, bool hasFourNorms) {
            const auto part = litgptPartOf(huggingFace, hasFourNorms, heads, QkvLayout::blocks);
            return part ? part->name : std::string("none");
        };
        QCOMPARE(name("model.embed_tokens.weight", true), std::string("transformer.wte.weight"));
        QCOMPARE(name("model.norm.weight", true), std::string("transformer.ln_f.weight"));
        QCOMPARE(name("model.layers.9.mlp.gate_proj.weight", true), std::string("transformer.h.9.mlp.fc_1.weight"));
        QCOMPARE(name("model.layers.9.mlp.up_proj.weight", true), std::string("transformer.h.9.mlp.fc_2.weight"));
        const std::string after = "model.layers.9.post_attention_layernorm.weight";
        QCOMPARE(name(after, false), std::string("transformer.h.9.norm_2.weight"));
        QCOMPARE(name(after, true), std::string("transformer.h.9.post_attention_norm.weight"));
        QCOMPARE(name("model.layers.9.pre_feedforward_layernorm.weight", true),
                 std::string("transformer.h.9.norm_2.weight"));
        QCOMPARE(name("model.layers.9.pre_feedforward_layernorm.weight", false), std::string("none"));
        QCOMPARE(name("model.layers.9", true), std::string("none"));
        QCOMPARE(name("weight", true), std::string("none"));
    }
};

QTEST_APPLESS_MAIN(LitgptTest)
#include "litgpt_test.moc"
