// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/data_masked.h"

#include "app/bafo/data_options.h"
#include "core/text/chat_format.h"
#include "core/text/utf8.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace bafo::app {
namespace {

/// For people: what is learnt stands between brackets, and a line says where the sequence ends.
std::string inWords(const data::MaskedExample &example, const text::Tokenizer &tokenizer)
{
    const auto numTargets = std::count(example.isTarget.begin(), example.isTarget.end(), true);
    std::string words = fmt::format("document {}: {} tokens, {} to learn{}\n", example.document, example.ids.size(),
                                    numTargets, example.numKept == 0 ? "; left out: no answer begins in time" : "");
    std::string bytes;
    for (std::size_t i = 0; i < example.ids.size(); ++i) {
        const bool wasTarget = i > 0 && example.isTarget[i - 1];
        bytes += !wasTarget && example.isTarget[i] ? "[[" : wasTarget && !example.isTarget[i] ? "]]" : "";
        bytes += i == example.numKept ? "\n---- cut off ----\n" : "";
        bytes += tokenizer.pieceBytes(example.ids[i]);
    }
    return words + text::mendUtf8(bytes) + (!example.isTarget.empty() && example.isTarget.back() ? "]]" : "") + "\n";
}

nlohmann::json jsonOf(const data::MaskedExample &example, const text::Tokenizer &tokenizer, std::int64_t mostTokens)
{
    nlohmann::json tokens = nlohmann::json::array();
    const std::size_t numTold
        = mostTokens > 0 ? std::min(example.ids.size(), static_cast<std::size_t>(mostTokens)) : example.ids.size();
    for (std::size_t i = 0; i < numTold; ++i) {
        tokens.push_back({{"id", example.ids[i]},
                          {"piece", text::mendUtf8(tokenizer.pieceBytes(example.ids[i]))},
                          {"is_target", static_cast<bool>(example.isTarget[i])},
                          {"is_cut_off", i >= example.numKept}});
    }
    return {{"document", example.document},
            {"rendered", example.rendered},
            {"tokens", tokens},
            {"num_tokens", example.ids.size()},
            {"num_targets", std::count(example.isTarget.begin(), example.isTarget.end(), true)},
            {"kept", example.numKept},
            {"is_left_out", example.numKept == 0}};
}

} // namespace

void addMaskedOptions(CLI::App &verb, MaskedRequest &request)
{
    verb.add_flag("--masked", request.isWanted,
                  "conversations as training sees them: written, cut into tokens, what is learnt, what is cut off");
    verb.add_option("--tokenizer", request.tokenizer, "for --masked: a tokenizer or model of the project, or a folder");
    verb.add_option("--style", request.style,
                    "for --masked: model (its own chat template), alpaca, chatml, gemma, llama-3, plain")
        ->capture_default_str();
    verb.add_option("--loss", request.loss, "for --masked: what is learnt")
        ->check(CLI::IsMember({"answers", "all"}))
        ->capture_default_str();
    verb.add_option("--length", request.sequenceLength, "for --masked: sequence_length of the training")
        ->check(CLI::Range(2, 131072))
        ->capture_default_str();
    verb.add_option("--most-tokens", request.mostTokens,
                    "for --masked --json: tell so many tokens of each conversation at most; 0: all")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
}

Result<void> showMasked(VerbContext &context, data::Dataset &dataset, const MaskedRequest &request,
                        const data::DocumentQuery &query, std::int64_t after, std::int64_t limit)
{
    if (!BAFO_TRY(dataset.holdsConversations())) {
        return fail(ErrorCode::config,
                    "--masked: the dataset '" + dataset.folder().filename().string() + "' holds texts",
                    "every token of a text is learnt; look at it without --masked");
    }
    if (request.tokenizer.empty()) {
        return fail(ErrorCode::config, "--masked needs a tokenizer",
                    "name the model that is to be trained: --tokenizer");
    }
    const Path folder = BAFO_TRY(tokenizerFolder(context, request.tokenizer));
    const auto tokenizer = BAFO_TRY(text::loadTokenizer(context.files, folder));
    const auto *style = BAFO_TRY(text::chatStyleFor(context.files, request.style, folder));
    const data::InstructionRule rule{.sequenceLength = request.sequenceLength, .learnsAll = request.loss == "all"};
    nlohmann::json examples = nlohmann::json::array();
    std::int64_t last = after;
    for (const data::Document &document : BAFO_TRY(dataset.page(query, after, limit > 0 ? limit : 20))) {
        const data::MaskedExample example = BAFO_TRY(data::maskedExample(document, *style, *tokenizer, rule));
        context.printer.say(inWords(example, *tokenizer));
        examples.push_back(jsonOf(example, *tokenizer, request.mostTokens));
        last = document.id;
    }
    const std::int64_t count = BAFO_TRY(dataset.count(query));
    context.printer.say(fmt::format("{} of {} conversations in the style {}; more: --after {}", examples.size(), count,
                                    style->name(), last));
    context.printer.json({{"examples", examples},
                          {"count", count},
                          {"last", last},
                          {"style", style->name()},
                          {"sequence_length", request.sequenceLength}});
    return {};
}

} // namespace bafo::app
