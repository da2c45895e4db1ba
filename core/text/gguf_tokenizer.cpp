// SPDX-License-Identifier: Apache-2.0
#include "core/text/gguf_tokenizer.h"

#include "core/text/gguf_sentence_piece.h"

#include <array>
#include <unordered_map>

namespace bafo::text {
namespace {

/// Kinds of tokens in tokenizer.ggml.token_type.
constexpr std::int64_t kNormal = 1;
constexpr std::int64_t kControl = 3;
constexpr std::int64_t kUserDefined = 4;
constexpr std::int64_t kUnused = 5;

Failure damaged(const std::string &message)
{
    return fail(ErrorCode::data, "its tokenizer: " + message, "the file is damaged; download it again");
}

Result<PreTokenizerKind> preTokenizerOf(const formats::GgufFile &file)
{
    struct Known {
        std::string_view name;
        PreTokenizerKind kind;
    };
    constexpr std::array kKnown
        = {Known{"gpt-2", PreTokenizerKind::gpt2},       Known{"smollm", PreTokenizerKind::smolLm},
           Known{"llama-bpe", PreTokenizerKind::llama3}, Known{"llama3", PreTokenizerKind::llama3},
           Known{"llama-v3", PreTokenizerKind::llama3},  Known{"qwen2", PreTokenizerKind::qwen2}};
    const std::string_view name = file.text("tokenizer.ggml.pre").value_or("");
    for (const Known &known : kKnown) {
        if (known.name == name) {
            return known.kind;
        }
    }
    return fail(ErrorCode::data,
                "its tokenizer cuts words as '" + std::string(name) + "' does, which is not known here",
                "known: gpt-2, smollm, llama-bpe, qwen2; import the model from its Hugging Face folder");
}

Result<void> addTokens(const formats::GgufFile &file, BytePairVocabulary &vocabulary)
{
    const auto *array = file.array("tokenizer.ggml.tokens");
    const auto tokens = array == nullptr ? std::nullopt : array->strings();
    if (!tokens || tokens->empty()) {
        return damaged("tokenizer.ggml.tokens is missing");
    }
    const auto *typeArray = file.array("tokenizer.ggml.token_type");
    const auto types = typeArray == nullptr ? std::nullopt : typeArray->integers();
    if (types && types->size() != tokens->size()) {
        return damaged("tokenizer.ggml.token_type has another length than the tokens");
    }
    vocabulary.pieces.resize(tokens->size());
    for (std::uint32_t id = 0; id < tokens->size(); ++id) {
        const std::int64_t type = types ? (*types)[id] : kNormal;
        const std::string text((*tokens)[id]);
        if (type == kControl || type == kUserDefined) {
            vocabulary.addedTokens.push_back({.id = id, .content = text, .isSpecial = type == kControl});
            continue;
        }
        const auto bytes = fromByteCharacters(text);
        if (!bytes && type != kUnused) {
            return damaged("token " + std::to_string(id) + " is not written in byte characters");
        }
        vocabulary.pieces[id] = bytes.value_or("");
    }
    return {};
}

Result<void> addMerges(const formats::GgufFile &file, BytePairVocabulary &vocabulary)
{
    const auto *array = file.array("tokenizer.ggml.merges");
    const auto merges = array == nullptr ? std::nullopt : array->strings();
    if (!merges) {
        return damaged("tokenizer.ggml.merges is missing");
    }
    std::unordered_map<std::string, std::uint32_t> idOfPiece;
    for (std::uint32_t id = 0; id < vocabulary.pieces.size(); ++id) {
        idOfPiece.emplace(vocabulary.pieces[id], id);
    }
    for (const std::string_view merge : *merges) {
        // A piece may start with a space of its own only as Ġ, so the first space parts the two.
        const std::size_t space = merge.find(' ');
        const auto left = fromByteCharacters(merge.substr(0, space));
        const auto right = space == std::string_view::npos ? std::nullopt : fromByteCharacters(merge.substr(space + 1));
        const auto leftId = left ? idOfPiece.find(*left) : idOfPiece.end();
        const auto rightId = right ? idOfPiece.find(*right) : idOfPiece.end();
        if (leftId == idOfPiece.end() || rightId == idOfPiece.end()) {
            return damaged("merge " + std::to_string(vocabulary.merges.size()) + " joins something that is no piece");
        }
        vocabulary.merges.emplace_back(leftId->second, rightId->second);
    }
    return {};
}

std::optional<std::uint32_t> tokenAt(const formats::GgufFile &file, std::string_view key,
                                     const BytePairVocabulary &vocabulary)
{
    const auto id = file.integer(key);
    if (!id || *id < 0 || static_cast<std::uint64_t>(*id) >= vocabulary.pieces.size()) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(*id);
}

} // namespace

Result<TokenizerFiles> tokenizerFilesFromGguf(const formats::GgufFile &file)
{
    const std::string_view model = file.text("tokenizer.ggml.model").value_or("");
    if (model == "llama") { // GGUF's name for SentencePiece models, whatever the architecture
        return sentencePieceFilesFromGguf(file);
    }
    if (model != "gpt2") {
        return fail(
            ErrorCode::data,
            "its tokenizer is of kind '" + std::string(model) + "', which cannot be taken out of GGUF files",
            "known: gpt2 (byte-level BPE) and llama (SentencePiece); import the model from its Hugging Face folder");
    }
    BytePairVocabulary vocabulary;
    vocabulary.preTokenizer = BAFO_TRY(preTokenizerOf(file));
    vocabulary.composes = vocabulary.preTokenizer == PreTokenizerKind::qwen2;
    vocabulary.ignoresMergesOfWholeWords = vocabulary.preTokenizer == PreTokenizerKind::llama3;
    vocabulary.addsPrefixSpace = file.boolean("tokenizer.ggml.add_space_prefix").value_or(false);
    BAFO_TRY(addTokens(file, vocabulary));
    BAFO_TRY(addMerges(file, vocabulary));
    vocabulary.beginOfText = tokenAt(file, "tokenizer.ggml.bos_token_id", vocabulary);
    vocabulary.endOfText = tokenAt(file, "tokenizer.ggml.eos_token_id", vocabulary);
    vocabulary.padding = tokenAt(file, "tokenizer.ggml.padding_token_id", vocabulary);
    BAFO_TRY(ByteLevelBpe::make(vocabulary));
    return writeTokenizerJson(vocabulary, file.text("tokenizer.chat_template").value_or(""));
}

} // namespace bafo::text
