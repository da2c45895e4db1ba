// SPDX-License-Identifier: Apache-2.0
// Which config.json files each family reads, what it makes of them, and what it refuses by name.
#include "plugins/architectures/architectures.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <cmath>
#include <functional>

using namespace bafo;
using nlohmann::json;

namespace {

/// google/gemma-2-9b of 2024, with the two keys that nothing reads.
constexpr const char *kGemma2 = R"({"architectures": ["Gemma2ForCausalLM"], "attention_bias": false,
    "attention_dropout": 0.0, "attn_logit_softcapping": 50.0, "bos_token_id": 2, "cache_implementation": "hybrid",
    "eos_token_id": 1, "final_logit_softcapping": 30.0, "head_dim": 256, "hidden_act": "gelu_pytorch_tanh",
    "hidden_activation": "gelu_pytorch_tanh", "hidden_size": 3584, "initializer_range": 0.02,
    "intermediate_size": 14336, "max_position_embeddings": 8192, "model_type": "gemma2", "num_attention_heads": 16,
    "num_hidden_layers": 42, "num_key_value_heads": 8, "pad_token_id": 0, "query_pre_attn_scalar": 256,
    "rms_norm_eps": 1e-06, "rope_theta": 10000.0, "sliding_window": 4096, "sliding_window_size": 4096,
    "torch_dtype": "float32", "transformers_version": "4.42.0.dev0", "use_cache": true, "vocab_size": 256000})";

/// Qwen/Qwen2.5-0.5B.
constexpr const char *kQwen2 = R"({"architectures": ["Qwen2ForCausalLM"], "attention_dropout": 0.0,
    "bos_token_id": 151643, "eos_token_id": 151643, "hidden_act": "silu", "hidden_size": 896,
    "initializer_range": 0.02, "intermediate_size": 4864, "max_position_embeddings": 32768, "max_window_layers": 24,
    "model_type": "qwen2", "num_attention_heads": 14, "num_hidden_layers": 24, "num_key_value_heads": 2,
    "rms_norm_eps": 1e-06, "rope_theta": 1000000.0, "sliding_window": 32768, "tie_word_embeddings": true,
    "torch_dtype": "bfloat16", "transformers_version": "4.40.1", "use_cache": true, "use_mrope": false,
    "use_sliding_window": false, "vocab_size": 151936})";

constexpr const char *kLlama = R"({"hidden_size": 32, "intermediate_size": 48, "model_type": "llama",
    "num_attention_heads": 6, "num_hidden_layers": 3, "num_key_value_heads": 2, "head_dim": 8, "vocab_size": 61})";

json documentOf(const QByteArray &family)
{
    return json::parse(family == "gemma2" ? kGemma2 : family == "qwen2" ? kQwen2 : kLlama);
}

using Check = std::function<bool(const model::ModelConfig &)>;

} // namespace

Q_DECLARE_METATYPE(Check)

class DecoderConfigTest : public QObject {
    Q_OBJECT

private:
    Result<model::ModelConfig> parse(const QByteArray &family, const json &changes) const
    {
        json document = documentOf(family);
        for (const auto &[key, value] : changes.items()) {
            if (value == "missing") {
                document.erase(key);
            } else {
                document[key] = value;
            }
        }
        return (*m_registry.get(family.toStdString()))->parseConfig(document);
    }

    const Registry<model::Architecture> m_registry = architectures::makeArchitectures();

private Q_SLOTS:
    void aValueIsReadAsTransformersReadsIt_data()
    {
        QTest::addColumn<QByteArray>("family");
        QTest::addColumn<QByteArray>("changes");
        QTest::addColumn<Check>("check");
        const auto row = [](const char *family, const char *changes, const Check &check) {
            QTest::addRow("%s %s", family, changes) << QByteArray(family) << QByteArray(changes) << check;
        };
        using Config = const model::ModelConfig &;
        row("gemma2", "{}", [](Config c) {
            return c.isTied && c.normOffset == 1 && c.embeddingScale == std::sqrt(3584.0) && c.paddingToken == 0
                && c.attentionScale == 1.0 / 16 && c.attentionSoftCap == 50 && c.finalSoftCap == 30
                && c.activation == model::Activation::geluTanh && c.windowOf(0) == 4096 && c.windowOf(1) == 0;
        });
        row("gemma2", R"({"tie_word_embeddings": false})", [](Config c) { return !c.isTied; });
        row("gemma2", R"({"tie_word_embeddings": null})", [](Config c) { return !c.isTied; });
        row("gemma2", R"({"attn_logit_softcapping": null})", [](Config c) { return c.attentionSoftCap == 0; });
        row("gemma2", R"({"final_logit_softcapping": null})", [](Config c) { return c.finalSoftCap == 0; });
        row("gemma2", R"({"final_logit_softcapping": "missing"})", [](Config c) { return c.finalSoftCap == 30; });
        row("gemma2", R"({"attn_logit_softcapping": "missing"})", [](Config c) { return c.attentionSoftCap == 50; });
        row("gemma2", R"({"query_pre_attn_scalar": 144})", [](Config c) { return c.attentionScale == 1.0 / 12; });
        row("gemma2", R"({"query_pre_attn_scalar": "missing"})", [](Config c) { return c.attentionScale == 1.0 / 16; });
        row("gemma2", R"({"head_dim": "missing"})", [](Config c) { return c.headSize == 256; });
        row("gemma2", R"({"num_key_value_heads": "missing"})", [](Config c) { return c.numKeyValueHeads == 4; });
        row("gemma2", R"({"hidden_act": "gelu"})",
            [](Config c) { return c.activation == model::Activation::geluTanh; });
        row("gemma2", R"({"hidden_activation": "silu"})",
            [](Config c) { return c.activation == model::Activation::silu; });
        row("gemma2", R"({"attention_bias": true})",
            [](Config c) { return c.hasAttentionBias && c.hasAttentionOutputBias; });
        row("gemma2", R"({"sliding_window": 7, "sliding_window_size": "missing"})",
            [](Config c) { return c.windowOf(40) == 7 && c.windowOf(41) == 0; });
        row("gemma2",
            R"({"num_hidden_layers": 3, "layer_types": ["full_attention", "sliding_attention", "full_attention"]})",
            [](Config c) { return c.windowOf(0) == 0 && c.windowOf(1) == 4096 && c.windowOf(2) == 0; });
        row("gemma2", R"({"pad_token_id": -1})", [](Config c) { return c.paddingToken == 255'999; });
        row("gemma2", R"({"pad_token_id": null})", [](Config c) { return c.paddingToken == -1; });
        row("gemma2", R"({"pad_token_id": 256000})", [](Config c) { return c.paddingToken == -1; });
        row("gemma2", R"({"use_bidirectional_attention": null})", [](Config) { return true; });
        row("gemma2", R"({"rope_theta": "missing", "rope_parameters": {"rope_theta": 5, "rope_type": "default"}})",
            [](Config c) { return c.rotaryBase == 5; });
        row("gemma2", R"({"rope_parameters": {"factor": 2, "rope_type": "linear"}, "rope_scaling": {}})",
            [](Config c) { return c.rotaryScaling.factor == 2; });
        row("gemma2",
            R"({"rope_scaling": {"factor": 8, "low_freq_factor": 1, "high_freq_factor": 4, "type": "llama3"}})",
            [](Config c) { return c.rotaryScaling.originalContextLength == 8192; });
        row("qwen2", "{}", [](Config c) {
            return c.isTied && c.hasAttentionBias && !c.hasAttentionOutputBias && c.windows.empty() && c.headSize == 64;
        });
        row("qwen2", R"({"tie_word_embeddings": "missing"})", [](Config c) { return !c.isTied; });
        row("qwen2", R"({"num_key_value_heads": null})", [](Config c) { return c.numKeyValueHeads == 14; });
        row("qwen2", R"({"head_dim": 32})", [](Config c) { return c.headSize == 32; });
        row("qwen2", R"({"use_sliding_window": true, "max_window_layers": 21})",
            [](Config c) { return c.windowOf(20) == 0 && c.windowOf(21) == 32768 && c.windowOf(23) == 32768; });
        row("qwen2", R"({"use_sliding_window": true, "max_window_layers": "missing"})",
            [](Config c) { return c.windowOf(23) == 0; });
        row("qwen2", R"({"use_sliding_window": true, "max_window_layers": 0, "sliding_window": null})",
            [](Config c) { return c.windowOf(0) == 0; });
        row("qwen2", R"({"use_sliding_window": false, "max_window_layers": null, "sliding_window": 0})",
            [](Config c) { return c.windowOf(0) == 0; });
        row("qwen2",
            R"({"num_hidden_layers": 2, "layer_types": ["sliding_attention", "full_attention"],
                "use_sliding_window": true, "sliding_window": 9, "max_window_layers": null})",
            [](Config c) { return c.windowOf(0) == 9 && c.windowOf(1) == 0; });
        row("llama", "{}", [](Config c) {
            return !c.isTied && !c.hasAttentionBias && c.windows.empty() && c.normOffset == 0 && c.paddingToken == -1;
        });
        row("llama", R"({"attention_bias": true})",
            [](Config c) { return c.hasAttentionBias && c.hasAttentionOutputBias; });
        row("llama", R"({"hidden_act": "gelu_pytorch_tanh"})",
            [](Config c) { return c.activation == model::Activation::geluTanh; });
        row("llama", R"({"head_dim": null, "num_key_value_heads": null, "num_attention_heads": 4})",
            [](Config c) { return c.headSize == 8 && c.numKeyValueHeads == 4; });
    }

    void aValueIsReadAsTransformersReadsIt()
    {
        QFETCH(QByteArray, family);
        QFETCH(QByteArray, changes);
        QFETCH(Check, check);
        const auto config = parse(family, json::parse(changes.toStdString()));
        QVERIFY2(config, config ? "" : config.error().message.c_str());
        QCOMPARE(config->architecture, family.toStdString());
        QVERIFY(check(*config));
    }

    void whatWouldChangeTheResultIsRefusedByName_data()
    {
        QTest::addColumn<QByteArray>("family");
        QTest::addColumn<QByteArray>("changes");
        QTest::addColumn<QByteArray>("named");
        const auto row = [](const char *family, const char *changes, const char *named) {
            QTest::addRow("%s %s", family, changes) << QByteArray(family) << QByteArray(changes) << QByteArray(named);
        };
        for (const char *family : {"gemma2", "qwen2", "llama"}) {
            row(family, R"({"logit_softcap": 30})", "logit_softcap");
            row(family, R"({"attention_dropout": 0.1})", "attention_dropout");
            row(family, R"({"num_key_value_heads": 3, "num_attention_heads": 7})", "num_key_value_heads");
            row(family, R"({"hidden_size": -1})", "hidden_size");
            row(family, R"({"vocab_size": "many"})", "vocab_size");
            row(family, R"({"vocab_size": "missing"})", "vocab_size");
            row(family, R"({"num_hidden_layers": 2000000000})", "num_hidden_layers");
            row(family, R"({"head_dim": 7})", "head_dim");
            row(family, R"({"pad_token_id": "none"})", "pad_token_id");
            row(family, R"({"auto_map": {"AutoModel": "other.Other"}})", "auto_map");
            row(family, R"({"partial_rotary_factor": 0.5})", "partial_rotary_factor");
            row(family, R"({"quantization_config": {"bits": 4}})", "quantization_config");
            for (const char *kind : {"yarn", "dynamic", "longrope", "su", "mrope"}) {
                QTest::addRow("%s %s", family, kind)
                    << QByteArray(family)
                    << QByteArray(json{{"rope_scaling", {{"type", kind}, {"factor", 4.0}}}}.dump().c_str())
                    << QByteArray(kind);
            }
            row(family, R"({"rope_parameters": {"full_attention": {"rope_type": "default"}}})", "full_attention");
            row(family, R"({"rope_scaling": {"type": "linear", "factor": 2}, "rope_parameters": {"factor": 3}})",
                "rope_scaling");
        }
        row("gemma2", R"({"hidden_activation": "gelu"})", "hidden_activation");
        row("gemma2", R"({"hidden_activation": null})", "hidden_activation");
        row("gemma2", R"({"head_dim": null})", "head_dim");
        row("gemma2", R"({"attn_logit_softcapping": 0})", "attn_logit_softcapping");
        row("gemma2", R"({"final_logit_softcapping": -30})", "final_logit_softcapping");
        row("gemma2", R"({"query_pre_attn_scalar": 0})", "query_pre_attn_scalar");
        row("gemma2", R"({"sliding_window": null})", "sliding_window");
        row("gemma2", R"({"sliding_window": 0})", "sliding_window");
        row("gemma2", R"({"sliding_window_size": 1024})", "sliding_window_size");
        row("gemma2", R"({"use_bidirectional_attention": true})", "use_bidirectional_attention");
        row("gemma2", R"({"layer_types": ["full_attention"]})", "layer_types");
        row("gemma2", R"({"num_hidden_layers": 1, "layer_types": ["chunked_attention"]})", "layer_types");
        row("gemma2", R"({"use_sliding_window": false})", "use_sliding_window");
        row("gemma2", R"({"mlp_bias": false})", "mlp_bias");
        row("qwen2", R"({"hidden_act": "gelu"})", "hidden_act");
        row("qwen2", R"({"attention_bias": false})", "attention_bias");
        row("qwen2", R"({"use_mrope": true})", "use_mrope");
        row("qwen2", R"({"num_key_value_heads": "missing"})", "num_key_value_heads");
        row("qwen2", R"({"use_sliding_window": true, "max_window_layers": null})", "max_window_layers");
        row("qwen2", R"({"num_hidden_layers": 1, "layer_types": ["sliding_attention"]})", "layer_types");
        row("llama", R"({"hidden_act": "gelu"})", "hidden_act");
        row("llama", R"({"use_sliding_window": true})", "use_sliding_window");
        row("llama", R"({"sliding_window": 64})", "sliding_window");
    }

    void whatWouldChangeTheResultIsRefusedByName()
    {
        QFETCH(QByteArray, family);
        QFETCH(QByteArray, changes);
        QFETCH(QByteArray, named);
        QVERIFY(parse(family, json::object()));
        const auto refused = parse(family, json::parse(changes.toStdString()));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::data);
        QVERIFY2(refused.error().message.find("'" + named.toStdString() + "'") != std::string::npos,
                 refused.error().message.c_str());
        QVERIFY(!refused.error().hint.empty());
    }

    void aFreshNormMultipliesByOne()
    {
        for (const char *family : {"gemma2", "qwen2", "llama"}) {
            const auto config = parse(family, json::object());
            QVERIFY(config);
            for (const auto &tensor : (*m_registry.get(family))->tensors(*config)) {
                if (tensor.shape.size() == 1) {
                    const bool isBias = tensor.name.ends_with(".bias");
                    QCOMPARE(tensor.freshValue, isBias || config->normOffset == 1 ? 0.0 : 1.0);
                }
            }
        }
    }

    void workOfAWindowedLayerIsThatOfItsWindow()
    {
        model::ModelConfig config{.vocabularySize = 10,
                                  .hiddenSize = 4,
                                  .intermediateSize = 6,
                                  .numLayers = 2,
                                  .numHeads = 1,
                                  .numKeyValueHeads = 1,
                                  .headSize = 4};
        const double whole = model::trainingFlopsPerToken(config, 7);
        config.windows = {3, 0};
        // Of 28 pairs of rows a window of 3 leaves 1 + 2 + 5 * 3.
        QCOMPARE(whole - model::trainingFlopsPerToken(config, 7), 6.0 * 2 * 4 * (28 - 18) / 7);
        config.windows = {9, 7};
        QCOMPARE(model::trainingFlopsPerToken(config, 7), whole);
    }
};

QTEST_APPLESS_MAIN(DecoderConfigTest)
#include "decoder_config_test.moc"
