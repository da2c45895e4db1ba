// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_json.h"

#include "core/formats/json_limits.h"

#include "core/text/tokenizer_json_values.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace bafo::text {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr const char *kUnderstood
    = "byte-level BPE with the cuts of GPT-2, SmolLM, Llama 3 and Qwen 2 is read, and SentencePiece BPE like "
      "Gemma's";

Result<void> parsePieces(const Json &vocab, BytePairVocabulary &vocabulary, std::set<std::uint32_t> &unprintable)
{
    if (!vocab.is_object() || vocab.empty() || vocab.size() > kMaxTokenizerPieces) {
        return damagedTokenizer("'model.vocab' is no vocabulary");
    }
    vocabulary.pieces.resize(vocab.size());
    std::set<std::size_t> taken;
    for (const auto &[characters, id] : vocab.items()) {
        if (!id.is_number_unsigned() || id.get<std::uint64_t>() >= kMaxTokenizerPieces) {
            return damagedTokenizer("'model.vocab' gives '" + characters + "' no id");
        }
        const auto place = id.get<std::size_t>();
        if (!taken.insert(place).second) {
            return damagedTokenizer("two pieces of 'model.vocab' have the id " + std::to_string(place) + ", '"
                                    + characters + "' is one of them");
        }
        vocabulary.pieces.resize(std::max(vocabulary.pieces.size(), place + 1));
        const auto bytes = fromByteCharacters(characters);
        if (bytes) {
            vocabulary.pieces[place] = *bytes;
        } else {
            unprintable.insert(static_cast<std::uint32_t>(place));
        }
    }
    return {};
}

Result<void> parseMerges(const Json &merges, const Json &vocab, BytePairVocabulary &vocabulary)
{
    if (!merges.is_array() || merges.size() > kMaxTokenizerPieces) {
        return damagedTokenizer("'model.merges' is no list");
    }
    for (const Json &merge : merges) {
        std::string left;
        std::string right;
        if (merge.is_string()) {
            const auto text = merge.get<std::string>();
            const std::size_t space = text.find(' ');
            left = text.substr(0, space);
            right = space == std::string::npos ? "" : text.substr(space + 1);
        } else if (merge.is_array() && merge.size() == 2) {
            left = textOf(merge[0]);
            right = textOf(merge[1]);
        }
        const Json leftId = at(vocab, left.c_str());
        const Json rightId = at(vocab, right.c_str());
        if (!leftId.is_number_unsigned() || !rightId.is_number_unsigned()) {
            return damagedTokenizer("merge " + std::to_string(vocabulary.merges.size())
                                    + " joins something that is no piece");
        }
        vocabulary.merges.emplace_back(leftId.get<std::uint32_t>(), rightId.get<std::uint32_t>());
    }
    return {};
}

Result<void> parseModel(const Json &model, BytePairVocabulary &vocabulary, std::set<std::uint32_t> &unprintable)
{
    if (const Json type = at(model, "type"); !type.is_null() && type != "BPE") {
        return notUnderstood("'model.type'", type, kUnderstood);
    }
    for (const char *key : {"dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"}) {
        const Json value = at(model, key);
        if (!value.is_null() && value != "" && value != 0.0) {
            return notUnderstood(std::string("'model.") + key + "'", value, kUnderstood);
        }
    }
    if (isTrue(at(model, "byte_fallback"))) {
        return notUnderstood("'model.byte_fallback'", true, kUnderstood);
    }
    vocabulary.ignoresMergesOfWholeWords = isTrue(at(model, "ignore_merges"));
    const Json &vocab = model.contains("vocab") ? model["vocab"] : Json();
    BAFO_TRY(parsePieces(vocab, vocabulary, unprintable));
    return parseMerges(at(model, "merges"), vocab, vocabulary);
}

/// What the steps of a pre-tokenizer are made of.
struct Cuts {
    bool hasDigits = false;
    std::optional<PreTokenizerKind> pattern;
    bool usesRegex = false;
};

/// One step of the pre-tokenizer: which of the known parts it is.
Result<void> parseCut(const Json &step, BytePairVocabulary &vocabulary, Cuts &cuts)
{
    const std::string type = textOf(at(step, "type"));
    if (type == "Digits" && isTrue(at(step, "individual_digits"))) {
        cuts.hasDigits = true;
        return {};
    }
    if (type == "Split" && at(step, "behavior") == "Isolated" && !isTrue(at(step, "invert")) && !cuts.pattern) {
        const std::string pattern = textOf(at(at(step, "pattern"), "Regex"));
        for (const auto kind : {PreTokenizerKind::llama3, PreTokenizerKind::qwen2}) {
            if (pattern == patternOf(kind)) {
                cuts.pattern = kind;
                return {};
            }
        }
    }
    if (type == "ByteLevel") {
        vocabulary.addsPrefixSpace = isTrue(at(step, "add_prefix_space"));
        const Json regex = at(step, "use_regex");
        cuts.usesRegex = regex.is_null() || isTrue(regex);
        return {};
    }
    return notUnderstood("'pre_tokenizer'", step, kUnderstood);
}

Result<void> parsePreTokenizer(const Json &preTokenizer, BytePairVocabulary &vocabulary)
{
    const Json steps
        = at(preTokenizer, "type") == "Sequence" ? at(preTokenizer, "pretokenizers") : Json::array({preTokenizer});
    Cuts cuts;
    for (const Json &step : steps) {
        BAFO_TRY(parseCut(step, vocabulary, cuts));
    }
    if (steps.empty() || at(steps.back(), "type") != "ByteLevel" || cuts.pattern.has_value() == cuts.usesRegex
        || (cuts.pattern && cuts.hasDigits)) {
        return notUnderstood("'pre_tokenizer'", preTokenizer, kUnderstood);
    }
    vocabulary.preTokenizer = cuts.pattern.value_or(cuts.hasDigits ? PreTokenizerKind::smolLm : PreTokenizerKind::gpt2);
    return {};
}

Result<void> parseAddedTokens(const Json &tokens, BytePairVocabulary &vocabulary)
{
    std::set<std::uint32_t> taken;
    for (const Json &token : tokens.is_array() ? tokens : Json::array()) {
        const Json id = at(token, "id");
        const std::string content = textOf(at(token, "content"));
        if (!id.is_number_unsigned() || id.get<std::uint64_t>() >= kMaxTokenizerPieces || content.empty()) {
            return damagedTokenizer("'added_tokens' holds an entry without id or content");
        }
        for (const char *key : {"single_word", "lstrip", "rstrip"}) {
            if (isTrue(at(token, key))) {
                return notUnderstood("added token '" + content + "': '" + key + "'", true, kUnderstood);
            }
        }
        const auto place = id.get<std::uint32_t>();
        const std::string piece
            = place < vocabulary.pieces.size() ? toByteCharacters(vocabulary.pieces[place]) : std::string();
        if (!taken.insert(place).second || (!piece.empty() && piece != content)) {
            return damagedTokenizer("added token '" + content + "' has the id " + std::to_string(place)
                                    + " of another token");
        }
        if (place < vocabulary.pieces.size()) {
            vocabulary.pieces[place].clear();
        }
        vocabulary.addedTokens.push_back({.id = place, .content = content, .isSpecial = isTrue(at(token, "special"))});
    }
    return {};
}

/// "<|endoftext|>", or an object with that as its content.
std::optional<std::uint32_t> tokenNamed(const Json &config, const char *key, const BytePairVocabulary &vocabulary)
{
    const Json value = at(config, key);
    const std::string content = value.is_object() ? textOf(at(value, "content")) : textOf(value);
    for (const AddedToken &token : vocabulary.addedTokens) {
        if (token.content == content) {
            return token.id;
        }
    }
    return std::nullopt;
}

OrderedJson addedTokenJson(const AddedToken &token)
{
    return {{"id", token.id},  {"content", token.content}, {"single_word", false},      {"lstrip", false},
            {"rstrip", false}, {"normalized", false},      {"special", token.isSpecial}};
}

OrderedJson byteLevelJson(bool addsPrefixSpace, bool usesRegex)
{
    return {
        {"type", "ByteLevel"}, {"add_prefix_space", addsPrefixSpace}, {"trim_offsets", true}, {"use_regex", usesRegex}};
}

OrderedJson preTokenizerJson(const BytePairVocabulary &vocabulary)
{
    const bool addsSpace = vocabulary.addsPrefixSpace;
    switch (vocabulary.preTokenizer) {
    case PreTokenizerKind::gpt2:
        return byteLevelJson(addsSpace, true);
    case PreTokenizerKind::smolLm:
        return {{"type", "Sequence"},
                {"pretokenizers",
                 OrderedJson::array(
                     {OrderedJson{{"type", "Digits"}, {"individual_digits", true}}, byteLevelJson(addsSpace, true)})}};
    case PreTokenizerKind::llama3:
    case PreTokenizerKind::qwen2:
        break;
    }
    const OrderedJson split = {{"type", "Split"},
                               {"pattern", OrderedJson{{"Regex", patternOf(vocabulary.preTokenizer)}}},
                               {"behavior", "Isolated"},
                               {"invert", false}};
    return {{"type", "Sequence"}, {"pretokenizers", OrderedJson::array({split, byteLevelJson(addsSpace, false)})}};
}

OrderedJson modelJson(const BytePairVocabulary &vocabulary)
{
    OrderedJson model = {{"type", "BPE"},
                         {"dropout", nullptr},
                         {"unk_token", nullptr},
                         {"continuing_subword_prefix", nullptr},
                         {"end_of_word_suffix", nullptr},
                         {"fuse_unk", false},
                         {"byte_fallback", false},
                         {"ignore_merges", vocabulary.ignoresMergesOfWholeWords}};
    std::vector<std::string> characters;
    for (const std::string &piece : vocabulary.pieces) {
        characters.push_back(toByteCharacters(piece));
    }
    for (const AddedToken &token : vocabulary.addedTokens) {
        if (token.id < characters.size()) {
            characters[token.id] = token.content;
        }
    }
    // An ordered JSON object looks for a key from its start; built as a list of pairs it would be quadratic.
    std::map<std::string, std::uint32_t> vocab;
    for (std::uint32_t id = 0; id < characters.size(); ++id) {
        if (!characters[id].empty()) {
            vocab.emplace(characters[id], id);
        }
    }
    model["vocab"] = Json(vocab);
    OrderedJson merges = OrderedJson::array();
    for (const auto &[left, right] : vocabulary.merges) {
        merges.push_back(characters[left] + " " + characters[right]);
    }
    model["merges"] = std::move(merges);
    return model;
}

} // namespace

Result<BytePairVocabulary> parseTokenizerJson(const TokenizerFiles &files)
{
    const formats::JsonLimits limits = {.maxBytes = kMaxTokenizerFileBytes};
    const Json json = BAFO_TRY(formats::parseJson(files.tokenizerJson, limits));
    if (!json.is_object() || !at(json, "model").is_object()) {
        return damagedTokenizer("it is no tokenizer.json: there is no 'model'");
    }
    BytePairVocabulary vocabulary;
    const Json normalizer = at(json, "normalizer");
    vocabulary.composes = at(normalizer, "type") == "NFC";
    if (!normalizer.is_null() && !vocabulary.composes) {
        return notUnderstood("'normalizer'", normalizer, kUnderstood);
    }
    std::set<std::uint32_t> unprintable;
    BAFO_TRY(parseModel(json["model"], vocabulary, unprintable));
    BAFO_TRY(parsePreTokenizer(at(json, "pre_tokenizer"), vocabulary));
    if (const Json decoder = at(at(json, "decoder"), "type"); decoder != "ByteLevel") {
        return notUnderstood("'decoder'", decoder, kUnderstood);
    }
    BAFO_TRY(parseAddedTokens(at(json, "added_tokens"), vocabulary));
    for (const AddedToken &token : vocabulary.addedTokens) {
        unprintable.erase(token.id);
    }
    if (!unprintable.empty()) {
        return damagedTokenizer("piece " + std::to_string(*unprintable.begin())
                                + " of 'model.vocab' is not written in byte characters");
    }
    if (!files.tokenizerConfigJson.empty()) {
        const Json config = BAFO_TRY(formats::parseJson(files.tokenizerConfigJson, limits));
        vocabulary.beginOfText = tokenNamed(config, "bos_token", vocabulary);
        vocabulary.endOfText = tokenNamed(config, "eos_token", vocabulary);
        vocabulary.padding = tokenNamed(config, "pad_token", vocabulary);
    }
    return vocabulary;
}

TokenizerFiles writeTokenizerJson(const BytePairVocabulary &vocabulary, std::string_view chatTemplate)
{
    OrderedJson json;
    json["version"] = "1.0";
    json["truncation"] = nullptr;
    json["padding"] = nullptr;
    json["added_tokens"] = OrderedJson::array();
    for (const AddedToken &token : vocabulary.addedTokens) {
        json["added_tokens"].push_back(addedTokenJson(token));
    }
    json["normalizer"] = vocabulary.composes ? OrderedJson{{"type", "NFC"}} : OrderedJson();
    json["pre_tokenizer"] = preTokenizerJson(vocabulary);
    json["post_processor"] = nullptr;
    json["decoder"] = byteLevelJson(true, true);
    json["model"] = modelJson(vocabulary);

    OrderedJson config;
    config["tokenizer_class"] = "PreTrainedTokenizerFast";
    config["clean_up_tokenization_spaces"] = false;
    for (const auto &[key, id] :
         {std::pair{"bos_token", vocabulary.beginOfText}, std::pair{"eos_token", vocabulary.endOfText},
          std::pair{"pad_token", vocabulary.padding}}) {
        for (const AddedToken &token : vocabulary.addedTokens) {
            if (id && token.id == *id) {
                config[key] = token.content;
            }
        }
    }
    if (!chatTemplate.empty()) {
        config["chat_template"] = chatTemplate;
    }
    return {.tokenizerJson = json.dump(), .tokenizerConfigJson = config.dump(2) + "\n"};
}

} // namespace bafo::text
