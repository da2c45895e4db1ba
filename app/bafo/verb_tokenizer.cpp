// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/tokenizer_options.h"
#include "core/text/tokenizer.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace bafo::app {
namespace {

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
    CLI::App *family = program.add_subcommand("tokenizer", "how text is cut: grow, audit, look");
    family->require_subcommand(1);
    addTokenizerGrow(*family, context);

    addTokenizerAudit(*family, context);

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
