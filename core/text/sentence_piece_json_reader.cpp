// SPDX-License-Identifier: Apache-2.0
// tokenizer.json of SentencePiece models: read, and made a model of.
#include "core/formats/json_limits.h"
#include "core/text/piece_merges.h"
#include "core/text/sentence_piece_json.h"
#include "core/text/tokenizer_json_values.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <unordered_map>
#include <utility>

namespace bafo::text {
namespace {

using Json = nlohmann::json;

constexpr const char *kUnderstood = "put the model's tokenizer.model beside it: that is read in its place";

bool isReplacement(const Json &step, std::string_view from, std::string_view to)
{
    return at(step, "type") == "Replace" && textOf(at(at(step, "pattern"), "String")) == from
        && textOf(at(step, "content")) == to;
}

/// Spaces become U+2581 and back, bytes are put together, and nothing else happens around the merges.
Result<void> checkSurroundings(const Json &json, const Json &model)
{
    if (const Json normalizer = at(json, "normalizer"); !isReplacement(normalizer, " ", kSpaceMark)) {
        return notUnderstood("'normalizer'", normalizer, kUnderstood);
    }
    // Gemma's cuts at spaces, of which the normalizer leaves none.
    const Json cut = at(json, "pre_tokenizer");
    if (!cut.is_null() && (at(cut, "type") != "Split" || textOf(at(at(cut, "pattern"), "String")) != " ")) {
        return notUnderstood("'pre_tokenizer'", cut, kUnderstood);
    }
    const Json decoder = at(json, "decoder");
    const Json steps = at(decoder, "decoders");
    if (at(decoder, "type") != "Sequence" || !steps.is_array() || steps.size() != 3
        || !isReplacement(steps[0], kSpaceMark, " ") || at(steps[1], "type") != "ByteFallback"
        || at(steps[2], "type") != "Fuse") {
        return notUnderstood("'decoder'", decoder, kUnderstood);
    }
    for (const char *key : {"dropout", "continuing_subword_prefix", "end_of_word_suffix"}) {
        const Json value = at(model, key);
        if (!value.is_null() && value != "" && value != 0.0) {
            return notUnderstood(std::string("'model.") + key + "'", value, kUnderstood);
        }
    }
    return isTrue(at(model, "ignore_merges")) ? notUnderstood("'model.ignore_merges'", true, kUnderstood)
                                              : Result<void>();
}

Result<void> addPieces(const Json &vocab, SentencePieceModel &model)
{
    if (!vocab.is_object() || vocab.empty() || vocab.size() > kMaxTokenizerPieces) {
        return damagedTokenizer("'model.vocab' is no vocabulary");
    }
    model.pieces.resize(vocab.size());
    for (const auto &[text, id] : vocab.items()) {
        if (!id.is_number_unsigned() || id.get<std::uint64_t>() >= model.pieces.size()) {
            return damagedTokenizer("'model.vocab' gives '" + text + "' no id, or leaves some out");
        }
        SentencePiece &piece = model.pieces[id.get<std::size_t>()];
        if (!piece.text.empty() || text.empty()) {
            return damagedTokenizer("two pieces of 'model.vocab' have the id " + id.dump() + ", or one is empty");
        }
        piece.text = text;
    }
    return {};
}

Result<void> addAddedTokens(const Json &tokens, SentencePieceModel &model)
{
    for (const Json &token : tokens.is_array() ? tokens : Json::array()) {
        const Json id = at(token, "id");
        const std::string content = textOf(at(token, "content"));
        for (const char *key : {"single_word", "lstrip", "rstrip"}) {
            if (isTrue(at(token, key))) {
                return notUnderstood("added token '" + content + "': '" + key + "'", true, kUnderstood);
            }
        }
        if (!id.is_number_unsigned() || id.get<std::uint64_t>() > model.pieces.size() || content.empty()) {
            return damagedTokenizer("'added_tokens' holds an entry without id or content, or leaves ids out");
        }
        const auto place = id.get<std::size_t>();
        if (place == model.pieces.size()) {
            model.pieces.push_back({.text = content});
        }
        if (model.pieces[place].text != content) {
            return damagedTokenizer("added token '" + content + "' has the id " + std::to_string(place)
                                    + " of another token");
        }
        model.pieces[place].type = PieceType::userDefined;
    }
    return {};
}

/// "<0x0A>" for 10.
std::string byteName(unsigned value)
{
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    return std::string("<0x") + kDigits[value >> 4U] + kDigits[value & 0xFU] + ">";
}

/// Every byte has a piece; where its name is missing the byte itself stands for it, as the tab does in Gemma's file.
Result<void> markBytes(SentencePieceModel &model)
{
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t id = 0; id < model.pieces.size(); ++id) {
        places.emplace(model.pieces[id].text, id);
    }
    for (unsigned value = 0; value < 256; ++value) {
        auto found = places.find(byteName(value));
        if (found == places.end() && value < 0x80) {
            found = places.find(std::string(1, static_cast<char>(value)));
        }
        if (found == places.end()) {
            return damagedTokenizer("'model.vocab' has no " + byteName(value)
                                    + ", although 'model.byte_fallback' is true");
        }
        model.pieces[found->second].text = byteName(value);
        model.pieces[found->second].type = PieceType::byte;
    }
    return {};
}

void markControls(const TokenizerFiles &files, const Json &modelJson, SentencePieceModel &model)
{
    const auto config = formats::parseJson(files.tokenizerConfigJson, {.maxBytes = kMaxTokenizerFileBytes});
    const auto named = [&config](const char *key) {
        const Json value = config ? at(*config, key) : Json();
        return value.is_object() ? textOf(at(value, "content")) : textOf(value);
    };
    const std::string unknown = textOf(at(modelJson, "unk_token"));
    for (const auto &[name, text] :
         {std::pair{&model.unknown, unknown.empty() ? named("unk_token") : unknown},
          std::pair{&model.beginOfText, named("bos_token")}, std::pair{&model.endOfText, named("eos_token")},
          std::pair{&model.padding, named("pad_token")}}) {
        *name = text.empty() ? *name : text;
        for (SentencePiece &piece : model.pieces) {
            if (piece.text == *name) {
                piece.type = name == &model.unknown ? PieceType::unknown : PieceType::control;
            }
        }
    }
}

using Pair = std::pair<std::string, std::string>;

Result<std::vector<Pair>> pairsOf(const Json &merges)
{
    if (!merges.is_array() || merges.size() > 8 * kMaxTokenizerPieces) {
        return damagedTokenizer("'model.merges' is no list");
    }
    std::vector<Pair> pairs;
    for (const Json &merge : merges) {
        Pair pair;
        if (merge.is_string()) {
            const auto text = merge.get<std::string>();
            const std::size_t space = text.find(' ');
            pair = {text.substr(0, space), space == std::string::npos ? "" : text.substr(space + 1)};
        } else if (merge.is_array() && merge.size() == 2) {
            pair = {textOf(merge[0]), textOf(merge[1])};
        }
        if (pair.first.empty() || pair.second.empty()) {
            return damagedTokenizer("merge " + std::to_string(pairs.size()) + " joins something that is no piece");
        }
        pairs.push_back(std::move(pair));
    }
    return pairs;
}

/// Scores in the order in which the merges make pieces. A piece that no merge makes comes from no text, so it must not
/// be among those that SentencePiece would join.
void scorePieces(const std::vector<Pair> &pairs, SentencePieceModel &model)
{
    std::unordered_map<std::string, std::size_t> order;
    for (const auto &[left, right] : pairs) {
        order.emplace(left + right, order.size());
    }
    for (SentencePiece &piece : model.pieces) {
        if (piece.type != PieceType::normal) {
            continue;
        }
        const auto made = order.find(piece.text);
        const bool isCharacter
            = std::ranges::count_if(piece.text,
                                    [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; })
            == 1;
        if (made != order.end()) {
            piece.score = -static_cast<float>(made->second);
        } else if (!isCharacter) {
            piece.type = PieceType::control;
        }
    }
}

/// The merges say what the scores say: each piece's one way of coming about is listed, in the order of the scores.
Result<void> checkOrder(const std::vector<Pair> &pairs, const SentencePieceModel &model)
{
    std::unordered_map<std::string, std::size_t> ranks;
    for (const auto &[left, right] : pairs) {
        ranks.emplace(left + " " + right, ranks.size());
    }
    BAFO_TRY(PieceMerges::check(model.pieces));
    const PieceMerges pieces(model.pieces);
    std::vector<std::pair<float, std::size_t>> ranked; ///< score, rank
    for (std::uint32_t id = 0; id < model.pieces.size(); ++id) {
        const auto merge = pieces.lastMergeOf(id);
        if (!merge) {
            continue;
        }
        const auto rank = ranks.find(model.pieces[merge->left].text + " " + model.pieces[merge->right].text);
        if (rank == ranks.end()) {
            return damagedTokenizer("'model.merges' does not make '" + model.pieces[id].text
                                    + "' as SentencePiece would");
        }
        ranked.emplace_back(model.pieces[id].score, rank->second);
    }
    std::ranges::sort(ranked, std::ranges::greater(), &std::pair<float, std::size_t>::first);
    return std::ranges::is_sorted(ranked, std::ranges::less(), &std::pair<float, std::size_t>::second)
        ? Result<void>()
        : damagedTokenizer("'model.merges' is in an order that SentencePiece's scores cannot tell");
}

} // namespace

bool isSentencePieceJson(std::string_view tokenizerJson)
{
    // Names in a vocabulary are followed by numbers, so this can only be the setting.
    constexpr std::string_view kKey = "\"byte_fallback\"";
    for (std::size_t i = tokenizerJson.find(kKey); i != std::string_view::npos; i = tokenizerJson.find(kKey, i + 1)) {
        std::string_view rest = tokenizerJson.substr(i + kKey.size());
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n:"), rest.size()));
        if (rest.starts_with("true")) {
            return true;
        }
    }
    return false;
}

Result<SentencePieceModel> parseSentencePieceJson(const TokenizerFiles &files)
{
    const Json json = BAFO_TRY(formats::parseJson(files.tokenizerJson, {.maxBytes = kMaxTokenizerFileBytes}));
    const Json nothing;
    const Json &parsed = json.is_object() && json.contains("model") ? json["model"] : nothing;
    if (!parsed.is_object() || !isTrue(at(parsed, "byte_fallback"))) {
        return damagedTokenizer("it is no tokenizer.json of a SentencePiece model");
    }
    if (const Json type = at(parsed, "type"); !type.is_null() && type != "BPE") {
        return notUnderstood("'model.type'", type, kUnderstood);
    }
    BAFO_TRY(checkSurroundings(json, parsed));
    SentencePieceModel model
        = {.pieces = {}, .isBpe = true, .hasByteFallback = true, .addsDummyPrefix = false, .removesExtraSpaces = false};
    BAFO_TRY(addPieces(parsed.contains("vocab") ? parsed["vocab"] : nothing, model));
    BAFO_TRY(addAddedTokens(at(json, "added_tokens"), model));
    BAFO_TRY(markBytes(model));
    markControls(files, parsed, model);
    const std::vector<Pair> pairs = BAFO_TRY(pairsOf(parsed.contains("merges") ? parsed["merges"] : nothing));
    scorePieces(pairs, model);
    BAFO_TRY(checkOrder(pairs, model));
    return model;
}

} // namespace bafo::text
