// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/gguf_config.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace bafo;
using namespace bafo::exchange;

namespace {

nlohmann::json smallModel()
{
    return {{"general.architecture", "llama"},
            {"general.name", "anything"},
            {"llama.block_count", 2},
            {"llama.context_length", 128},
            {"llama.embedding_length", 36},
            {"llama.feed_forward_length", 40},
            {"llama.attention.head_count", 9},
            {"llama.attention.head_count_kv", 3},
            {"llama.attention.layer_norm_rms_epsilon", static_cast<double>(1e-5F)},
            {"llama.rope.freq_base", 100000.0},
            {"llama.rope.dimension_count", 4},
            {"llama.vocab_size", 300},
            {"tokenizer.ggml.eos_token_id", 2}};
}

nlohmann::json renamed(const std::string &architecture)
{
    nlohmann::json metadata = {{"general.architecture", architecture}};
    const nlohmann::json original = smallModel();
    for (const auto &[key, value] : original.items()) {
        if (key.starts_with("llama.")) {
            metadata[architecture + key.substr(5)] = value;
        }
    }
    return metadata;
}

Result<nlohmann::ordered_json> translate(const nlohmann::json &metadata, const std::vector<std::string> &names = {},
                                         std::span<const float> factors = {})
{
    return configFromGguf({.metadata = metadata, .tensorNames = names, .rotaryFactors = factors});
}

bool isRefusedNaming(const nlohmann::json &metadata, const std::string &what)
{
    const auto config = translate(metadata);
    return !config && config.error().code == ErrorCode::data && config.error().message.find(what) != std::string::npos
        && !config.error().hint.empty();
}

} // namespace

class GgufConfigTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theKeysAreTranslated()
    {
        const auto config = translate(smallModel(), {"output.weight"}).value();
        QCOMPARE(config["model_type"].dump(), std::string("\"llama\""));
        QCOMPARE(config["num_key_value_heads"].dump(), std::string("3"));
        QCOMPARE(config["head_dim"].dump(), std::string("4"));
        QCOMPARE(config["rms_norm_eps"].dump(), std::string("1e-05"));
        QCOMPARE(config["rope_theta"].dump(), std::string("100000.0"));
        QVERIFY(config["rope_scaling"].is_null());
        QCOMPARE(config["tie_word_embeddings"].dump(), std::string("false"));
        QCOMPARE(config["vocab_size"].dump(), std::string("300"));
        QCOMPARE(config["eos_token_id"].dump(), std::string("2"));
        QVERIFY(config["bos_token_id"].is_null());
    }

    void theTokenThatEndsATurnEndsATextToo()
    {
        auto metadata = smallModel();
        metadata["tokenizer.ggml.eot_token_id"] = 7;
        QCOMPARE(translate(metadata)->at("eos_token_id").dump(), std::string("[2,7]"));
        metadata["tokenizer.ggml.eot_token_id"] = 2;
        QCOMPARE(translate(metadata)->at("eos_token_id").dump(), std::string("2"));
        metadata["tokenizer.ggml.eot_token_id"] = "seven";
        QCOMPARE(translate(metadata)->at("eos_token_id").dump(), std::string("2"));
    }

    void withoutAnOutputTensorTheHeadIsTied()
    {
        QVERIFY(translate(smallModel())->at("tie_word_embeddings").get<bool>());
    }

    void linearScalingIsKept()
    {
        auto metadata = smallModel();
        metadata["llama.rope.scaling.type"] = "linear";
        metadata["llama.rope.scaling.factor"] = 4.0;
        const auto scaling = translate(metadata)->at("rope_scaling");
        QCOMPARE(scaling["rope_type"].dump(), std::string("\"linear\""));
        QCOMPARE(scaling["factor"].dump(), std::string("4.0"));
    }

    void aFactorWithoutATypeScalesLinearlyAsInLlamaCpp()
    {
        for (const char *key : {"llama.rope.scaling.factor", "llama.rope.scale_linear"}) {
            auto metadata = smallModel();
            metadata[key] = 4.0;
            const auto scaling = translate(metadata)->at("rope_scaling");
            QVERIFY2(scaling.is_object(), key);
            QCOMPARE(scaling["rope_type"].dump(), std::string("\"linear\""));
            QCOMPARE(scaling["factor"].dump(), std::string("4.0"));
            metadata["llama.rope.scaling.type"] = "none";
            QVERIFY(translate(metadata)->at("rope_scaling").is_null());
        }
        for (const double nothing : {0.0, 1.0}) {
            auto metadata = smallModel();
            metadata["llama.rope.scaling.type"] = "linear";
            metadata["llama.rope.scaling.factor"] = nothing;
            QVERIFY(translate(metadata)->at("rope_scaling").is_null());
        }
        auto both = smallModel();
        both["llama.rope.scaling.factor"] = 2.0;
        both["llama.rope.scale_linear"] = 4.0;
        QCOMPARE(translate(both)->at("rope_scaling").at("factor").dump(), std::string("2.0"));
    }

    void rotaryFactorsAndLinearScalingTogetherAreRefused()
    {
        auto metadata = smallModel();
        metadata["llama.rope.freq_base"] = 500000.0;
        const auto exact = llama3RotaryFactors(32, 500000, 32, 1, 4, 8192);
        const std::vector<float> factors(exact.begin(), exact.end());
        QVERIFY(translate(metadata, {}, factors));
        metadata["llama.rope.scaling.factor"] = 4.0;
        const auto refused = translate(metadata, {}, factors);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::data);
        QVERIFY(refused.error().message.find("rope_freqs.weight") != std::string::npos);
    }

    void theFactorsOfLlama3AreRecognised()
    {
        auto metadata = smallModel();
        metadata["llama.rope.freq_base"] = 500000.0;
        const auto exact = llama3RotaryFactors(32, 500000, 32, 1, 4, 8192);
        std::vector<float> factors(exact.begin(), exact.end());
        const auto config = translate(metadata, {}, factors).value();
        QCOMPARE(config["rope_scaling"]["rope_type"].dump(), std::string("\"llama3\""));
        QCOMPARE(config["rope_scaling"]["factor"].dump(), std::string("32.0"));
        factors[16] *= 1.01F;
        QVERIFY(!translate(metadata, {}, factors));
    }

    void whatWouldChangeTheResultIsRefusedByName()
    {
        for (const auto &[key, value] :
             std::vector<std::pair<const char *, nlohmann::json>>{{"llama.expert_count", 8},
                                                                  {"llama.rope.scaling.type", "yarn"},
                                                                  {"llama.rope.scaling.type", 3},
                                                                  {"llama.rope.scaling.type", ""},
                                                                  {"llama.rope.scaling.factor", -2.0},
                                                                  {"llama.rope.scaling.factor", "4"},
                                                                  {"llama.attention.sliding_window", 4096},
                                                                  {"llama.attention.clamp_kqv", 8.0},
                                                                  {"llama.something_new", 1},
                                                                  {"llama.rope.dimension_count", 2},
                                                                  {"llama.attention.key_length", 8}}) {
            auto metadata = smallModel();
            metadata[key] = value;
            QVERIFY2(isRefusedNaming(metadata, key == std::string("llama.attention.key_length") ? "llama.rope" : key),
                     key);
        }
        auto harmless = smallModel();
        harmless["llama.expert_count"] = 0;
        harmless["tool.quantize_version"] = "2";
        QVERIFY(translate(harmless));
    }

    void missingAndAbsurdValuesAreNamed()
    {
        auto metadata = smallModel();
        metadata.erase("llama.block_count");
        QVERIFY(isRefusedNaming(metadata, "llama.block_count"));
        metadata["llama.block_count"] = 0;
        QVERIFY(isRefusedNaming(metadata, "llama.block_count"));
        metadata["llama.block_count"] = 1e300;
        QVERIFY(isRefusedNaming(metadata, "llama.block_count"));
        metadata["llama.block_count"] = "two";
        QVERIFY(isRefusedNaming(metadata, "llama.block_count"));
    }

    void qwen2HasItsOwnKeysAndNoSwitchForBiases()
    {
        const auto config = translate(renamed("qwen2")).value();
        QCOMPARE(config["model_type"].dump(), std::string("\"qwen2\""));
        QCOMPARE(config["rope_theta"].dump(), std::string("100000.0"));
        QCOMPARE(config["use_sliding_window"].dump(), std::string("false"));
        QVERIFY(!config.contains("attention_bias"));
        auto metadata = renamed("qwen2");
        metadata["qwen2.rope.scaling.type"] = "yarn";
        QVERIFY(isRefusedNaming(metadata, "qwen2.rope.scaling.type"));
        metadata = renamed("qwen2");
        metadata["qwen2.attn_logit_softcapping"] = 50.0;
        QVERIFY(isRefusedNaming(metadata, "qwen2.attn_logit_softcapping"));
    }

    void gemma2HasTheDefaultsOfLlamaCpp()
    {
        auto metadata = renamed("gemma2");
        const auto usual = translate(metadata, {"output.weight"}).value();
        QCOMPARE(usual["attn_logit_softcapping"].dump(), std::string("50.0"));
        QCOMPARE(usual["final_logit_softcapping"].dump(), std::string("30.0"));
        QCOMPARE(usual["sliding_window"].dump(), std::string("4096"));
        QCOMPARE(usual["query_pre_attn_scalar"].dump(), std::string("4"));
        QCOMPARE(usual["layer_types"].dump(), std::string("[\"sliding_attention\",\"full_attention\"]"));
        QCOMPARE(usual["tie_word_embeddings"].dump(), std::string("true"));
        metadata["gemma2.attn_logit_softcapping"] = 20.0;
        metadata["gemma2.final_logit_softcapping"] = static_cast<double>(0.1F);
        metadata["gemma2.attention.sliding_window"] = 16;
        metadata["gemma2.block_count"] = 46;
        const auto changed = translate(metadata).value();
        QCOMPARE(changed["attn_logit_softcapping"].dump(), std::string("20.0"));
        QCOMPARE(changed["final_logit_softcapping"].dump(), std::string("0.1"));
        QCOMPARE(changed["sliding_window"].dump(), std::string("16"));
        QCOMPARE(changed["query_pre_attn_scalar"].dump(), std::string("4")); // 36 / 9
        metadata["gemma2.attn_logit_softcapping"] = 0.0;
        QVERIFY(isRefusedNaming(metadata, "gemma2.attn_logit_softcapping"));
    }

    void otherArchitecturesAndPartsAreRefused()
    {
        auto metadata = smallModel();
        metadata["general.architecture"] = "gemma3";
        QVERIFY(isRefusedNaming(metadata, "gemma3"));
        QVERIFY(isRefusedNaming(nlohmann::json::object(), "architecture"));
        metadata = smallModel();
        metadata["split.count"] = 3;
        QVERIFY(isRefusedNaming(metadata, "split"));
        metadata = smallModel();
        metadata["general.type"] = "adapter";
        QVERIFY(isRefusedNaming(metadata, "adapter"));
    }
};

QTEST_APPLESS_MAIN(GgufConfigTest)
#include "gguf_config_test.moc"
