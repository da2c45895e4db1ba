// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/tokenizer_options.h"
#include "core/text/tokenizer.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <string_view>

namespace bafo::app {
namespace {

struct EncodeRequest {
    std::string tokenizer;
    std::string text;
    std::string file;
    bool parsesSpecial = false;
};

/// Line by line, for comparison with what other programs make of the same file.
Result<void> encodeLines(VerbContext &context, const EncodeRequest &request, const text::Tokenizer &tokenizer)
{
    constexpr std::uint64_t kMaxBytes = 1U << 30U;
    const std::string text = BAFO_TRY(context.files.readFile(request.file, kMaxBytes));
    nlohmann::json lines = nlohmann::json::array();
    std::size_t numTokens = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const auto line = std::string_view(text).substr(at, end - at);
        const auto ids = tokenizer.encode(line, {.parseSpecial = request.parsesSpecial});
        numTokens += ids.size();
        lines.push_back(ids);
        at = end + 1;
    }
    context.printer.say(fmt::format("{} lines, {} tokens ('--json' tells them)", lines.size(), numTokens));
    context.printer.json({{"lines", lines}});
    return {};
}

Result<void> encode(VerbContext &context, const EncodeRequest &request)
{
    const Path place = BAFO_TRY(tokenizerPlace(context, request.tokenizer));
    const auto tokenizer = BAFO_TRY(text::loadTokenizer(context.files, place));
    if (!request.file.empty()) {
        return encodeLines(context, request, *tokenizer);
    }
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
    CLI::App *family = program.add_subcommand("tokenizer", "how text is cut: grow, audit, look");
    family->require_subcommand(1);
    addTokenizerGrow(*family, context);

    addTokenizerAudit(*family, context);

    const auto request = std::make_shared<EncodeRequest>();
    CLI::App *encodeVerb = addVerb(*family, "encode", "the tokens of a text", context);
    encodeVerb->add_option("tokenizer", request->tokenizer, "a tokenizer or model of the project, or a folder")
        ->required();
    CLI::Option_group *what = encodeVerb->add_option_group("what");
    what->add_option("--text", request->text, "the text");
    what->add_option("--lines", request->file, "a file, of which every line is a text");
    what->require_option(1);
    encodeVerb->add_flag("--special", request->parsesSpecial, "names of special tokens in the text mean those tokens");
    encodeVerb->callback(
        [request, &context] { context.action = [request, &context] { return encode(context, *request); }; });
}

} // namespace bafo::app
