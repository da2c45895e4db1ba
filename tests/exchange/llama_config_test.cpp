// SPDX-License-Identifier: Apache-2.0
// Which config.json files are read as a Llama, and which are refused by name.
#include "core/exchange/model_folder.h"
#include "plugins/architectures/architectures.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace bafo;
using namespace bafo::exchange;

namespace {

/// HuggingFaceTB/SmolLM2-135M-Instruct.
constexpr const char *kSmolLm2 = R"({"architectures": ["LlamaForCausalLM"], "attention_bias": false,
    "attention_dropout": 0.0, "bos_token_id": 1, "eos_token_id": 2, "hidden_act": "silu", "hidden_size": 576,
    "initializer_range": 0.041666666666666664, "intermediate_size": 1536, "is_llama_config": true,
    "max_position_embeddings": 8192, "mlp_bias": false, "model_type": "llama", "num_attention_heads": 9,
    "num_hidden_layers": 30, "num_key_value_heads": 3, "pad_token_id": 2, "pretraining_tp": 1, "rms_norm_eps": 1e-05,
    "rope_interleaved": false, "rope_scaling": null, "rope_theta": 100000, "tie_word_embeddings": true,
    "torch_dtype": "bfloat16", "transformers.js_config": {"kv_cache_dtype": {"q4f16": "float16", "fp16": "float16"}},
    "transformers_version": "4.42.3", "use_cache": true, "vocab_size": 49152})";

/// meta-llama/Llama-3.2-1B-Instruct.
constexpr const char *kLlama3 = R"({"architectures": ["LlamaForCausalLM"], "attention_bias": false,
    "attention_dropout": 0.0, "bos_token_id": 128000, "eos_token_id": [128001, 128008, 128009], "head_dim": 64,
    "hidden_act": "silu", "hidden_size": 2048, "initializer_range": 0.02, "intermediate_size": 8192,
    "max_position_embeddings": 131072, "mlp_bias": false, "model_type": "llama", "num_attention_heads": 32,
    "num_hidden_layers": 16, "num_key_value_heads": 8, "pretraining_tp": 1, "rms_norm_eps": 1e-05,
    "rope_scaling": {"factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
    "original_max_position_embeddings": 8192, "rope_type": "llama3"}, "rope_theta": 500000.0,
    "tie_word_embeddings": true, "torch_dtype": "bfloat16", "transformers_version": "4.45.0.dev0", "use_cache": true,
    "vocab_size": 128256})";

/// TinyLlama/TinyLlama-1.1B-Chat-v1.0.
constexpr const char *kTinyLlama
    = R"({"_model_name_or_path": "any", "_name_or_path": "any", "architectures": ["LlamaForCausalLM"],
    "attention_bias": false, "bos_token_id": 1, "eos_token_id": 2, "hidden_act": "silu", "hidden_size": 2048,
    "initializer_range": 0.02, "intermediate_size": 5632, "max_position_embeddings": 2048, "model_type": "llama",
    "num_attention_heads": 32, "num_hidden_layers": 22, "num_key_value_heads": 4, "pretraining_tp": 1,
    "rms_norm_eps": 1e-05, "rope_scaling": null, "rope_theta": 10000.0, "tie_word_embeddings": false,
    "torch_dtype": "bfloat16", "transformers_version": "4.35.0", "use_cache": true, "vocab_size": 32000})";

/// Every key that LlamaConfig of transformers 4.51.3 has: to_json_string(use_diff=False).
constexpr const char *kAllOfTransformers4 = R"({"_attn_implementation_autoset": false, "_name_or_path": "",
    "add_cross_attention": false, "architectures": null, "attention_bias": false, "attention_dropout": 0.0,
    "bad_words_ids": null, "begin_suppress_tokens": null, "bos_token_id": 1, "chunk_size_feed_forward": 0,
    "cross_attention_hidden_size": null, "decoder_start_token_id": null, "diversity_penalty": 0.0, "do_sample": false,
    "early_stopping": false, "encoder_no_repeat_ngram_size": 0, "eos_token_id": 2,
    "exponential_decay_length_penalty": null, "finetuning_task": null, "forced_bos_token_id": null,
    "forced_eos_token_id": null, "head_dim": 128, "hidden_act": "silu", "hidden_size": 4096,
    "id2label": {"0": "LABEL_0", "1": "LABEL_1"}, "initializer_range": 0.02, "intermediate_size": 11008,
    "is_decoder": false, "is_encoder_decoder": false, "label2id": {"LABEL_0": 0, "LABEL_1": 1}, "length_penalty": 1.0,
    "max_length": 20, "max_position_embeddings": 2048, "min_length": 0, "mlp_bias": false, "model_type": "llama",
    "no_repeat_ngram_size": 0, "num_attention_heads": 32, "num_beam_groups": 1, "num_beams": 1,
    "num_hidden_layers": 32, "num_key_value_heads": 32, "num_return_sequences": 1, "output_attentions": false,
    "output_hidden_states": false, "output_scores": false, "pad_token_id": null, "prefix": null, "pretraining_tp": 1,
    "problem_type": null, "pruned_heads": {}, "remove_invalid_values": false, "repetition_penalty": 1.0,
    "return_dict": true, "return_dict_in_generate": false, "rms_norm_eps": 1e-06, "rope_scaling": null,
    "rope_theta": 10000.0, "sep_token_id": null, "suppress_tokens": null, "task_specific_params": null,
    "temperature": 1.0, "tf_legacy_loss": false, "tie_encoder_decoder": false, "tie_word_embeddings": false,
    "tokenizer_class": null, "top_k": 50, "top_p": 1.0, "torch_dtype": null, "torchscript": false,
    "transformers_version": "4.51.3", "typical_p": 1.0, "use_bfloat16": false, "use_cache": true,
    "vocab_size": 32000})";

/// The same of transformers 5.24.0, with a dtype.
constexpr const char *kAllOfTransformers5 = R"({"_name_or_path": "", "architectures": null, "attention_bias": false,
    "attention_dropout": 0.0, "bos_token_id": 1, "chunk_size_feed_forward": 0, "dtype": "bfloat16", "eos_token_id": 2,
    "head_dim": 128, "hidden_act": "silu", "hidden_size": 4096, "id2label": {"0": "LABEL_0", "1": "LABEL_1"},
    "initializer_range": 0.02, "intermediate_size": 11008, "is_encoder_decoder": false,
    "label2id": {"LABEL_0": 0, "LABEL_1": 1}, "max_position_embeddings": 2048, "mlp_bias": false,
    "model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 32,
    "output_attentions": false, "output_hidden_states": false, "pad_token_id": null, "pretraining_tp": 1,
    "problem_type": null, "return_dict": true, "rms_norm_eps": 1e-06,
    "rope_parameters": {"rope_theta": 10000.0, "rope_type": "default"}, "tie_word_embeddings": false,
    "transformers_version": "5.24.0", "use_cache": true, "vocab_size": 32000})";

} // namespace

class LlamaConfigTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void configsAsTransformersWritesThemAreRead()
    {
        for (const char *text : {kSmolLm2, kLlama3, kTinyLlama, kAllOfTransformers4, kAllOfTransformers5}) {
            const auto parsed = parse(nlohmann::json::parse(text));
            QVERIFY2(parsed, parsed ? "" : parsed.error().message.c_str());
        }
        QCOMPARE(parse(nlohmann::json::parse(kSmolLm2))->config.rotaryBase, 100000.0);
        QCOMPARE(parse(nlohmann::json::parse(kLlama3))->config.rotaryScaling.factor, 32.0);
    }

    void aKeyThatIsNotKnownIsRefusedByNameWhateverItsValue_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("value");
        const auto row = [](const char *key, const char *value) {
            QTest::newRow((std::string(key) + " " + value).c_str()) << QByteArray(key) << QByteArray(value);
        };
        row("is_causal", "false");
        row("is_causal", "null");
        row("use_rope", "false");
        row("rope_interleaved", "true");
        row("something_new", "false");
        row("something_new", "0");
        row("_something_new", "true");
        row("pruned_heads", "{\"0\": [1]}");
        row("is_encoder_decoder", "true");
        row("partial_rotary_factor", "0.5");
        row("rope_parameters", "{\"partial_rotary_factor\": 0.5}");
        row("rope_parameters", "{\"something_new\": false}");
        row("rope_parameters", "{\"temperature\": 2.0}");
    }

    void aKeyThatIsNotKnownIsRefusedByNameWhateverItsValue()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, value);
        nlohmann::json config = nlohmann::json::parse(kSmolLm2);
        QVERIFY(parse(config));
        config[key.toStdString()] = nlohmann::json::parse(value.toStdString());
        const auto refused = parse(config);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::data);
        const std::string named
            = key == "rope_parameters" ? config["rope_parameters"].begin().key() : key.toStdString();
        QVERIFY2(refused.error().message.find("'" + named + "'") != std::string::npos, refused.error().message.c_str());
    }

    void codeThatCameWithAModelIsRefused()
    {
        nlohmann::json config = nlohmann::json::parse(kSmolLm2);
        config["auto_map"] = {{"AutoModelForCausalLM", "modeling_other.OtherForCausalLM"}};
        const auto refused = parse(config);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::data);
        QVERIFY(refused.error().message.find("'auto_map'") != std::string::npos);
        QVERIFY(!refused.error().hint.empty());
    }

    void aKeyThatIsNotSetAndAKnownSwitchThatIsOffChangeNothing()
    {
        nlohmann::json config = nlohmann::json::parse(kSmolLm2);
        for (const char *key : {"something_new", "sliding_window", "quantization_config", "auto_map"}) {
            config[key] = nullptr;
        }
        config["is_causal"] = true;
        config["use_sliding_window"] = false;
        config["partial_rotary_factor"] = 1.0;
        const auto parsed = parse(config);
        QVERIFY2(parsed, parsed ? "" : parsed.error().message.c_str());
    }

private:
    Result<ParsedConfig> parse(const nlohmann::json &config) const
    {
        return parseModelConfig(config.dump(), "/models/m/config.json", m_architectures);
    }

    const Registry<model::Architecture> m_architectures = architectures::makeArchitectures();
};

QTEST_APPLESS_MAIN(LlamaConfigTest)
#include "llama_config_test.moc"
