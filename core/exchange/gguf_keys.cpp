// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/gguf_keys.h"

#include <algorithm>
#include <array>

namespace bafo::exchange {
namespace {

using formats::GgufMetadataWriter;
using formats::GgufTensorType;

constexpr std::uint32_t kMostlyF16 = 1; // of llama.cpp's list of file types
constexpr std::uint32_t kMostlyQ8 = 7;
constexpr std::uint32_t kQuantizationVersion = 2;

void addSizes(const model::ModelConfig &config, GgufMetadataWriter &keys)
{
    const auto key = [&](const char *name) { return config.architecture + "." + name; };
    const auto count
        = [&](const char *name, std::int64_t value) { keys.add(key(name), static_cast<std::uint32_t>(value)); };
    count("vocab_size", config.vocabularySize);
    count("context_length", config.contextLength);
    count("embedding_length", config.hiddenSize);
    count("block_count", config.numLayers);
    count("feed_forward_length", config.intermediateSize);
    count("attention.head_count", config.numHeads);
    count("attention.head_count_kv", config.numKeyValueHeads);
    count("attention.key_length", config.headSize);
    count("attention.value_length", config.headSize);
    count("rope.dimension_count", config.headSize);
    keys.add(key("rope.freq_base"), static_cast<float>(config.rotaryBase));
    keys.add(key("attention.layer_norm_rms_epsilon"), static_cast<float>(config.normEpsilon));
    if (config.rotaryScaling.kind == model::RotaryScalingKind::linear) {
        keys.add(key("rope.scaling.type"), "linear");
        keys.add(key("rope.scaling.factor"), static_cast<float>(config.rotaryScaling.factor));
    }
    if (config.architecture == "gemma2") {
        count("attention.sliding_window", config.windowOf(0));
        keys.add(key("attn_logit_softcapping"), static_cast<float>(config.attentionSoftCap));
        keys.add(key("final_logit_softcapping"), static_cast<float>(config.finalSoftCap));
    }
}

/// llama.cpp has three names for tokens that end an answer: of text, of turn, of message.
void addEnds(const GgufDescriptionOut &description, GgufMetadataWriter &keys, std::vector<std::string> &warnings)
{
    constexpr std::array<const char *, 3> kKeys
        = {"tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id"};
    const auto &own = description.vocabulary.endOfText;
    std::vector<std::uint32_t> ends = description.endTokens;
    if (ends.empty() && own) {
        ends.push_back(*own);
    }
    if (const auto first = own ? std::find(ends.begin(), ends.end(), *own) : ends.end(); first != ends.end()) {
        std::rotate(ends.begin(), first, first + 1);
    }
    for (std::size_t i = 0; i < std::min(ends.size(), kKeys.size()); ++i) {
        keys.add(kKeys[i], ends[i]);
    }
    if (ends.empty()) {
        warnings.emplace_back("nothing says which token ends an answer: llama.cpp takes one of its own choice");
    } else if (ends.size() > kKeys.size()) {
        warnings.push_back("of " + std::to_string(ends.size())
                           + " tokens that end an answer a GGUF file names three: llama.cpp may talk on behind others");
    }
}

void addVocabulary(const GgufDescriptionOut &description, GgufMetadataWriter &keys, std::vector<std::string> &warnings)
{
    const text::GgufVocabulary &vocabulary = description.vocabulary;
    keys.add("tokenizer.ggml.model", vocabulary.model);
    keys.add("tokenizer.ggml.pre", vocabulary.preTokenizer);
    keys.add("tokenizer.ggml.tokens", vocabulary.tokens);
    if (!vocabulary.scores.empty()) {
        keys.add("tokenizer.ggml.scores", std::span<const float>(vocabulary.scores));
    }
    keys.add("tokenizer.ggml.token_type", std::span<const std::int32_t>(vocabulary.types));
    if (vocabulary.model == "gpt2") {
        keys.add("tokenizer.ggml.merges", vocabulary.merges);
    } else {
        keys.add("tokenizer.ggml.add_space_prefix", vocabulary.addsSpacePrefix);
    }
    if (vocabulary.beginOfText) {
        keys.add("tokenizer.ggml.bos_token_id", *vocabulary.beginOfText);
    }
    addEnds(description, keys, warnings);
    if (vocabulary.unknown) {
        keys.add("tokenizer.ggml.unknown_token_id", *vocabulary.unknown);
    }
    if (vocabulary.padding) {
        keys.add("tokenizer.ggml.padding_token_id", *vocabulary.padding);
    }
    keys.add("tokenizer.ggml.add_bos_token", vocabulary.addsBegin);
    keys.add("tokenizer.ggml.add_eos_token", false);
    if (!description.chatTemplate.empty()) {
        keys.add("tokenizer.chat_template", description.chatTemplate);
    }
}

} // namespace

GgufMetadataWriter ggufKeysOf(const model::ModelConfig &config, const GgufDescriptionOut &description,
                              std::vector<std::string> &warnings)
{
    GgufMetadataWriter keys;
    keys.add("general.architecture", config.architecture);
    keys.add("general.type", "model");
    keys.add("general.name", description.name);
    keys.add("general.file_type", description.type == GgufTensorType::Q8_0 ? kMostlyQ8 : kMostlyF16);
    keys.add("general.quantization_version", kQuantizationVersion);
    addSizes(config, keys);
    addVocabulary(description, keys, warnings);
    return keys;
}

} // namespace bafo::exchange
