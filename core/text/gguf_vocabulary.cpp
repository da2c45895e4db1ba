// SPDX-License-Identifier: Apache-2.0
#include "core/text/gguf_vocabulary.h"

#include "core/formats/json_limits.h"
#include "core/text/byte_level_bpe.h"
#include "core/text/sentence_piece_model.h"
#include "core/text/tokenizer_json_values.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

namespace bafo::text {
namespace {

using Json = nlohmann::json;

/// Names that llama.cpp takes for tokens that end an answer, whatever the file says of them (llama-vocab.cpp, load).
constexpr std::array<std::string_view, 22> kEndNames = {"<|eot_id|>",
                                                        "<|im_end|>",
                                                        "<|end|>",
                                                        "<|return|>",
                                                        "<|call|>",
                                                        "<|flush|>",
                                                        "<|calls|>",
                                                        "</s>",
                                                        "<end_of_turn>",
                                                        "<|endoftext|>",
                                                        "<|eom_id|>",
                                                        "<EOT>",
                                                        "_<EOT>",
                                                        "[EOT]",
                                                        "[EOS]",
                                                        "<|end_of_text|>",
                                                        "<end_of_utterance>",
                                                        "<eos>",
                                                        "<turn|>",
                                                        "[e~[",
                                                        "<|tool_response>",
                                                        "<\xEF\xBD\x9C"
                                                        "end\xE2\x96\x81of\xE2\x96\x81sentence\xEF\xBD\x9C>"};

constexpr float kPaddingScore = -10000.0F; // what llama.cpp's converter gives them

std::int32_t numberOf(PieceType type)
{
    return static_cast<std::int32_t>(type);
}

Failure notAlike(const std::string &why)
{
    return fail(ErrorCode::config, "llama.cpp would cut text into other tokens: " + why,
                "export the model for transformers or LitGPT, which take the tokenizer's own files");
}

/// Gives every row a token of its own name, and finds tokens that llama.cpp could not tell apart.
Result<void> fillUp(std::uint32_t numRows, GgufVocabulary &vocabulary)
{
    if (vocabulary.tokens.size() > numRows) {
        return fail(ErrorCode::config,
                    "the tokenizer has " + std::to_string(vocabulary.tokens.size()) + " tokens, the model only "
                        + std::to_string(numRows) + " rows",
                    "export the model with the tokenizer that it was trained with");
    }
    std::unordered_set<std::string> seen;
    for (const std::string &token : vocabulary.tokens) {
        if (!token.empty() && !seen.insert(token).second) {
            return fail(ErrorCode::config, "two tokens are called '" + token + "', which llama.cpp does not load",
                        "export the model for transformers or LitGPT");
        }
    }
    vocabulary.tokens.resize(numRows);
    vocabulary.types.resize(numRows, numberOf(PieceType::unused));
    if (vocabulary.model == "llama") {
        vocabulary.scores.resize(numRows, kPaddingScore);
    }
    for (std::uint32_t id = 0; id < numRows; ++id) {
        if (!vocabulary.tokens[id].empty()) {
            continue;
        }
        std::string name = "[PAD" + std::to_string(id) + "]";
        while (!seen.insert(name).second) {
            name.insert(name.size() - 1, "_");
        }
        vocabulary.tokens[id] = std::move(name);
        vocabulary.types[id] = numberOf(PieceType::unused);
    }
    return {};
}

void tellOfEndNames(GgufVocabulary &vocabulary)
{
    for (std::size_t id = 0; id < vocabulary.tokens.size(); ++id) {
        const bool isName = std::find(kEndNames.begin(), kEndNames.end(), vocabulary.tokens[id]) != kEndNames.end();
        if (isName && vocabulary.types[id] != numberOf(PieceType::control)) {
            vocabulary.warnings.push_back(
                "llama.cpp takes '" + vocabulary.tokens[id]
                + "' for a token that ends an answer, and not for the piece of text that it is");
        }
    }
}

Result<Json> parseIfThere(const std::string &text)
{
    return text.empty() ? Result<Json>(Json::object()) : formats::parseJson(text, {.maxBytes = kMaxTokenizerFileBytes});
}

/// What transformers does: the configuration's word, else what tokenizer.json puts around a text; where there is only a
/// SentencePiece model, it begins texts.
Result<bool> addsBegin(const TokenizerFiles &files, const std::string &beginOfText)
{
    const Json config = BAFO_TRY(parseIfThere(files.tokenizerConfigJson));
    if (const Json said = at(config, "add_bos_token"); said.is_boolean()) {
        return said.get<bool>();
    }
    if (files.tokenizerJson.empty()) {
        return true;
    }
    const Json json = BAFO_TRY(parseIfThere(files.tokenizerJson));
    std::vector<Json> processors = {at(json, "post_processor")};
    if (const Json parts = at(processors.front(), "processors"); parts.is_array()) {
        processors.insert(processors.end(), parts.begin(), parts.end());
    }
    return std::any_of(processors.begin(), processors.end(), [&](const Json &processor) {
        const Json single = at(processor, "single");
        return single.is_array() && !single.empty()
            && textOf(at(at(single.front(), "SpecialToken"), "id")) == beginOfText;
    });
}

Result<std::string> preTokenizerOf(const BytePairVocabulary &vocabulary)
{
    const bool isLlama3 = vocabulary.preTokenizer == PreTokenizerKind::llama3;
    if (isLlama3 != vocabulary.ignoresMergesOfWholeWords) {
        return notAlike(isLlama3
                            ? "with this cut it takes words that are pieces whole, and this tokenizer merges them"
                            : "with this cut it merges words that are pieces, and this tokenizer takes them whole");
    }
    if (vocabulary.addsPrefixSpace) {
        return notAlike("this tokenizer puts a space before a text, which it does for SentencePiece models only");
    }
    switch (vocabulary.preTokenizer) {
    case PreTokenizerKind::gpt2:
        return std::string("gpt-2");
    case PreTokenizerKind::smolLm:
        return std::string("smollm");
    case PreTokenizerKind::llama3:
        return std::string("llama-bpe");
    case PreTokenizerKind::qwen2:
        return std::string("qwen2");
    }
    return notAlike("this cut has no name there");
}

Result<GgufVocabulary> fromBytePairs(const TokenizerFiles &files)
{
    const BytePairVocabulary read = BAFO_TRY(parseTokenizerJson(files));
    GgufVocabulary made{.model = "gpt2", .preTokenizer = BAFO_TRY(preTokenizerOf(read))};
    std::size_t numTokens = read.pieces.size();
    for (const AddedToken &token : read.addedTokens) {
        numTokens = std::max<std::size_t>(numTokens, token.id + 1U);
    }
    made.tokens.resize(numTokens);
    made.types.resize(numTokens, numberOf(PieceType::unused));
    for (std::size_t id = 0; id < read.pieces.size(); ++id) {
        made.tokens[id] = toByteCharacters(read.pieces[id]);
        made.types[id] = numberOf(read.pieces[id].empty() ? PieceType::unused : PieceType::normal);
    }
    for (const AddedToken &token : read.addedTokens) {
        made.tokens[token.id] = token.content;
        made.types[token.id] = numberOf(token.isSpecial ? PieceType::control : PieceType::userDefined);
    }
    for (const auto &[left, right] : read.merges) {
        made.merges.push_back(toByteCharacters(read.pieces[left]) + " " + toByteCharacters(read.pieces[right]));
    }
    made.beginOfText = read.beginOfText;
    made.endOfText = read.endOfText;
    made.padding = read.padding;
    if (read.beginOfText) {
        made.addsBegin = BAFO_TRY(addsBegin(files, made.tokens[*read.beginOfText]));
    }
    if (read.composes) {
        made.warnings.emplace_back("llama.cpp does not compose characters (NFC): a text in another form, with accents "
                                   "as characters of their own, gets other tokens there");
    }
    return made;
}

Result<void> checkSentencePieces(const SentencePieceModel &model)
{
    if (!model.isBpe || !model.hasByteFallback) {
        return notAlike("it reads SentencePiece models of kind BPE with bytes for unknown characters only");
    }
    if (!model.hasIdentityNormalizer || model.hasDenormalizer || model.removesExtraSpaces || !model.escapesSpaces) {
        return notAlike("it does nothing to a text before it cuts it, and this SentencePiece model does");
    }
    const bool isSplit = model.addsDummyPrefix
        && std::any_of(model.pieces.begin(), model.pieces.end(),
                       [](const SentencePiece &piece) { return piece.type == PieceType::userDefined; });
    if (isSplit) {
        return notAlike("it puts a space behind every symbol that the user defined, and this model before a text only");
    }
    return {};
}

/// llama.cpp joins to whatever has the text, whatever its kind.
bool isJoinedFromTwo(const std::string &text, const std::unordered_set<std::string> &texts)
{
    for (std::size_t cut = 1; cut < text.size(); ++cut) {
        const bool isCharacter = (static_cast<unsigned char>(text[cut]) & 0xC0U) != 0x80U;
        if (isCharacter && texts.contains(text.substr(0, cut)) && texts.contains(text.substr(cut))) {
            return true;
        }
    }
    return false;
}

Result<void> checkOtherKinds(const SentencePieceModel &model, GgufVocabulary &made)
{
    std::unordered_set<std::string> texts;
    for (const SentencePiece &piece : model.pieces) {
        texts.insert(piece.text);
    }
    for (const SentencePiece &piece : model.pieces) {
        if (piece.type == PieceType::normal || piece.type == PieceType::userDefined
            || !isJoinedFromTwo(piece.text, texts)) {
            continue;
        }
        if (piece.type == PieceType::unused) {
            return notAlike("it knows no unused pieces, and makes '" + piece.text + "'");
        }
        made.warnings.push_back("llama.cpp takes '" + piece.text + "', written in a text, for the token of that name");
    }
    return {};
}

std::optional<std::uint32_t> idOf(const SentencePieceModel &model, const std::string &text, PieceType type)
{
    const auto found = std::find_if(model.pieces.begin(), model.pieces.end(), [&](const SentencePiece &piece) {
        return piece.type == type && piece.text == text;
    });
    return found == model.pieces.end() ? std::nullopt
                                       : std::optional(static_cast<std::uint32_t>(found - model.pieces.begin()));
}

Result<GgufVocabulary> fromSentencePieces(const TokenizerFiles &files)
{
    const SentencePieceModel model = BAFO_TRY(parseSentencePieceModel(files.sentencePieceModel));
    BAFO_TRY(checkSentencePieces(model));
    GgufVocabulary made{.model = "llama", .preTokenizer = "default"};
    BAFO_TRY(checkOtherKinds(model, made));
    for (const SentencePiece &piece : model.pieces) {
        // Symbols are looked for before spaces become U+2581.
        made.tokens.push_back(piece.type == PieceType::userDefined ? withSpaces(piece.text) : piece.text);
        made.scores.push_back(piece.score);
        made.types.push_back(numberOf(piece.type));
    }
    made.beginOfText = idOf(model, model.beginOfText, PieceType::control);
    made.endOfText = idOf(model, model.endOfText, PieceType::control);
    made.padding = idOf(model, model.padding, PieceType::control);
    made.unknown = idOf(model, model.unknown, PieceType::unknown);
    made.addsSpacePrefix = model.addsDummyPrefix;
    made.addsBegin = made.beginOfText && BAFO_TRY(addsBegin(files, model.beginOfText));
    return made;
}

} // namespace

Result<GgufVocabulary> ggufVocabularyOf(const TokenizerFiles &files, std::uint32_t numRows)
{
    GgufVocabulary made = BAFO_TRY(files.sentencePieceModel.empty() ? fromBytePairs(files) : fromSentencePieces(files));
    BAFO_TRY(fillUp(numRows, made));
    tellOfEndNames(made);
    return made;
}

} // namespace bafo::text
