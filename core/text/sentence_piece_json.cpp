// SPDX-License-Identifier: Apache-2.0
// tokenizer.json of SentencePiece models: written.
#include "core/text/sentence_piece_json.h"

#include "core/formats/json_limits.h"
#include "core/text/piece_merges.h"
#include "core/text/utf8.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace bafo::text {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t kMaxFileBytes = 256U << 20U;

Failure notEqual(const std::string &why)
{
    return fail(ErrorCode::data, "no tokenizer.json can give the ids of this SentencePiece model: " + why,
                "models like Gemma's can be written: BPE that takes text as it is, with bytes for unknown characters");
}

std::size_t numCharacters(std::string_view text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

Result<void> checkKind(const SentencePieceModel &model)
{
    if (!model.isBpe || !model.hasByteFallback) {
        return notEqual("it is no BPE model with byte fallback");
    }
    if (!model.takesTextAsItIs()) {
        return notEqual("it rewrites text, or puts a space before it");
    }
    for (const SentencePiece &piece : model.pieces) {
        if (piece.type == PieceType::unused) {
            return notEqual("piece '" + piece.text + "' is marked as unused");
        }
        if (!isValidUtf8(piece.text)) {
            return notEqual("a piece is no UTF-8");
        }
    }
    return {};
}

/// One a piece that can be made, the highest score first.
Result<std::vector<PieceMerge>> mergesOf(const SentencePieceModel &model)
{
    BAFO_TRY(PieceMerges::check(model.pieces));
    const PieceMerges pieces(model.pieces);
    std::vector<PieceMerge> merges;
    for (std::uint32_t id = 0; id < model.pieces.size(); ++id) {
        const SentencePiece &piece = model.pieces[id];
        if (piece.type != PieceType::normal || numCharacters(piece.text) < 2) {
            continue;
        }
        if (const auto merge = pieces.lastMergeOf(id)) {
            merges.push_back(*merge);
        } else if (pieces.isReachable(id)) {
            return notEqual("piece '" + piece.text + "' is made of characters that are no pieces");
        }
    }
    const auto scoreOf = [&model](const PieceMerge &merge) { return model.pieces[merge.made].score; };
    std::ranges::stable_sort(merges, std::ranges::greater(), scoreOf);
    const auto twin = std::ranges::adjacent_find(merges, std::ranges::equal_to(), scoreOf);
    if (twin != merges.end()) {
        return notEqual("the pieces '" + model.pieces[twin->made].text + "' and '"
                        + model.pieces[std::next(twin)->made].text + "' have the same score");
    }
    return merges;
}

/// "content" -> special, as the base file has it.
std::map<std::string, bool> specialTokensIn(const Json &baseJson)
{
    std::map<std::string, bool> special;
    if (const auto tokens = baseJson.find("added_tokens"); tokens != baseJson.end() && tokens->is_array()) {
        for (const Json &token : *tokens) {
            if (token.is_object() && token.contains("content") && token["content"].is_string()) {
                const auto flag = token.find("special");
                special[token["content"].get<std::string>()]
                    = flag != token.end() && flag->is_boolean() && flag->get<bool>();
            }
        }
    }
    return special;
}

OrderedJson addedTokens(const SentencePieceModel &model, const Json &baseJson)
{
    const auto special = specialTokensIn(baseJson);
    OrderedJson tokens = OrderedJson::array();
    for (std::size_t id = 0; id < model.pieces.size(); ++id) {
        const SentencePiece &piece = model.pieces[id];
        const bool isDefined = piece.type == PieceType::userDefined;
        if (!isDefined && piece.type != PieceType::control && piece.type != PieceType::unknown) {
            continue;
        }
        const auto known = special.find(piece.text);
        // Spaces are U+2581 only after normalizing: there runs of them must be looked for.
        tokens.push_back({{"id", id},
                          {"content", piece.text},
                          {"single_word", false},
                          {"lstrip", false},
                          {"rstrip", false},
                          {"normalized", isDefined && piece.text.find(kSpaceMark) != std::string::npos},
                          {"special", known == special.end() ? !isDefined : known->second}});
    }
    return tokens;
}

/// Puts the beginning of text before a text that is encoded with special tokens.
OrderedJson postProcessor(const SentencePieceModel &model)
{
    const auto begin = std::ranges::find_if(model.pieces, [&model](const SentencePiece &piece) {
        return piece.type == PieceType::control && piece.text == model.beginOfText;
    });
    if (begin == model.pieces.end()) {
        return nullptr;
    }
    const auto special = [&](int type) {
        return OrderedJson{{"SpecialToken", OrderedJson{{"id", begin->text}, {"type_id", type}}}};
    };
    const auto sequence = [](const char *name, int type) {
        return OrderedJson{{"Sequence", OrderedJson{{"id", name}, {"type_id", type}}}};
    };
    OrderedJson tokens;
    tokens[begin->text] = OrderedJson{{"id", begin->text},
                                      {"ids", OrderedJson::array({begin - model.pieces.begin()})},
                                      {"tokens", OrderedJson::array({begin->text})}};
    return {{"type", "TemplateProcessing"},
            {"single", OrderedJson::array({special(0), sequence("A", 0)})},
            {"pair", OrderedJson::array({special(0), sequence("A", 0), special(1), sequence("B", 1)})},
            {"special_tokens", tokens}};
}

OrderedJson modelJson(const SentencePieceModel &model, const std::vector<PieceMerge> &merges)
{
    // An ordered JSON object looks for a key from its start; built as a list of pairs it would be quadratic.
    std::map<std::string, std::size_t> vocab;
    for (std::size_t id = 0; id < model.pieces.size(); ++id) {
        vocab.emplace(model.pieces[id].text, id);
    }
    OrderedJson pairs = OrderedJson::array();
    for (const PieceMerge &merge : merges) {
        pairs.push_back(model.pieces[merge.left].text + " " + model.pieces[merge.right].text);
    }
    OrderedJson json = {{"type", "BPE"},
                        {"dropout", nullptr},
                        {"unk_token", model.unknown},
                        {"continuing_subword_prefix", nullptr},
                        {"end_of_word_suffix", nullptr},
                        {"fuse_unk", true},
                        {"byte_fallback", true},
                        {"ignore_merges", false}};
    json["vocab"] = Json(vocab);
    json["merges"] = std::move(pairs);
    return json;
}

std::string configJson(const SentencePieceModel &model)
{
    OrderedJson config;
    config["tokenizer_class"] = "PreTrainedTokenizerFast";
    config["clean_up_tokenization_spaces"] = false;
    for (const auto &[key, text] : {std::pair{"bos_token", model.beginOfText}, std::pair{"eos_token", model.endOfText},
                                    std::pair{"pad_token", model.padding}, std::pair{"unk_token", model.unknown}}) {
        const bool isThere = std::ranges::any_of(model.pieces, [&text = text](const SentencePiece &piece) {
            return piece.text == text && (piece.type == PieceType::control || piece.type == PieceType::unknown);
        });
        if (isThere) {
            config[key] = text;
        }
    }
    return config.dump(2) + "\n";
}

OrderedJson replaceJson(std::string_view from, std::string_view to)
{
    return {{"type", "Replace"}, {"pattern", OrderedJson{{"String", from}}}, {"content", to}};
}

} // namespace

Result<TokenizerFiles> writeSentencePieceJson(const SentencePieceModel &model, const TokenizerFiles &base)
{
    BAFO_TRY(checkKind(model));
    const std::vector<PieceMerge> merges = BAFO_TRY(mergesOf(model));
    Json baseJson = Json::object();
    if (!base.tokenizerJson.empty()) {
        baseJson = BAFO_TRY(formats::parseJson(base.tokenizerJson, {.maxBytes = kMaxFileBytes}));
    }
    OrderedJson json;
    json["version"] = "1.0";
    json["truncation"] = nullptr;
    json["padding"] = nullptr;
    json["added_tokens"] = addedTokens(model, baseJson);
    json["normalizer"] = replaceJson(" ", kSpaceMark);
    json["pre_tokenizer"] = nullptr;
    const bool hasProcessor = baseJson.is_object() && baseJson.contains("post_processor");
    json["post_processor"] = hasProcessor ? OrderedJson(baseJson["post_processor"]) : postProcessor(model);
    json["decoder"] = {{"type", "Sequence"},
                       {"decoders",
                        OrderedJson::array({replaceJson(kSpaceMark, " "), OrderedJson{{"type", "ByteFallback"}},
                                            OrderedJson{{"type", "Fuse"}}})}};
    json["model"] = modelJson(model, merges);
    return TokenizerFiles{.tokenizerJson = json.dump(),
                          .tokenizerConfigJson
                          = base.tokenizerConfigJson.empty() ? configJson(model) : base.tokenizerConfigJson};
}

} // namespace bafo::text
