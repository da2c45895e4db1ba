// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/tokenizer_options.h"
#include "core/text/tokenizer.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace bafo::app {
namespace {

std::size_t numWordsOf(std::string_view text)
{
    std::size_t count = 0;
    bool isInside = false;
    for (const char c : text) {
        const bool isSpace = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        count += !isSpace && !isInside ? 1 : 0;
        isInside = !isSpace;
    }
    return count;
}

struct AuditOptions {
    std::string tokenizer;
    std::vector<std::string> texts;
};

Result<void> audit(VerbContext &context, const AuditOptions &options)
{
    const Path place = BAFO_TRY(tokenizerPlace(context, options.tokenizer));
    const auto tokenizer = BAFO_TRY(text::loadTokenizer(context.files, place));
    std::size_t numTokens = 0;
    std::size_t numWords = 0;
    std::size_t numBytes = 0;
    for (const std::string &text : BAFO_TRY(readTexts(context, options.texts))) {
        numTokens += tokenizer->encode(text).size();
        numWords += numWordsOf(text);
        numBytes += text.size();
    }
    const double perWord = static_cast<double>(numTokens) / static_cast<double>(numWords);
    const double bytesPerToken = static_cast<double>(numBytes) / static_cast<double>(numTokens);
    context.printer.say(fmt::format("{:.2f} tokens a word, {:.2f} bytes a token ({} words, {} tokens, vocabulary {})",
                                    perWord, bytesPerToken, numWords, numTokens, tokenizer->vocabularySize()));
    context.printer.json({{"tokenizer", options.tokenizer},
                          {"tokens_per_word", perWord},
                          {"bytes_per_token", bytesPerToken},
                          {"tokens", numTokens},
                          {"words", numWords},
                          {"bytes", numBytes},
                          {"vocabulary_size", tokenizer->vocabularySize()}});
    return {};
}

struct EncodeRequest {
    std::string tokenizer;
    std::string text;
    bool parsesSpecial = false;
};

Result<void> encode(VerbContext &context, const EncodeRequest &request)
{
    const Path place = BAFO_TRY(tokenizerPlace(context, request.tokenizer));
    const auto tokenizer = BAFO_TRY(text::loadTokenizer(context.files, place));
    const auto ids = tokenizer->encode(request.text, {.parseSpecial = request.parsesSpecial});
    std::string cut;
    nlohmann::json pieces = nlohmann::json::array();
    for (const std::uint32_t id : ids) {
        const std::string piece = tokenizer->pieceBytes(id);
        cut += (cut.empty() ? "" : "|") + piece;
        pieces.push_back(piece);
    }
    context.printer.say(fmt::format("{}\n{} tokens: {}", cut, ids.size(), fmt::join(ids, " ")));
    context.printer.json({{"ids", ids}, {"pieces", pieces}});
    return {};
}

} // namespace

void addTokenizer(CLI::App &program, VerbContext &context)
{
    CLI::App *family = program.add_subcommand("tokenizer", "how text is cut: measure, look, grow");
    family->require_subcommand(1);
    addTokenizerGrow(*family, context);

    const auto options = std::make_shared<AuditOptions>();
    CLI::App *auditVerb = addVerb(*family, "audit", "tokens a word of a text", context);
    auditVerb->add_option("tokenizer", options->tokenizer, "a tokenizer or model of the project, or a folder")
        ->required();
    auditVerb->add_option("--text", options->texts, "UTF-8 files")->required();
    auditVerb->callback(
        [options, &context] { context.action = [options, &context] { return audit(context, *options); }; });

    const auto request = std::make_shared<EncodeRequest>();
    CLI::App *encodeVerb = addVerb(*family, "encode", "the tokens of a text", context);
    encodeVerb->add_option("tokenizer", request->tokenizer, "a tokenizer or model of the project, or a folder")
        ->required();
    encodeVerb->add_option("--text", request->text, "the text")->required();
    encodeVerb->add_flag("--special", request->parsesSpecial, "names of special tokens in the text mean those tokens");
    encodeVerb->callback(
        [request, &context] { context.action = [request, &context] { return encode(context, *request); }; });
}

} // namespace bafo::app
