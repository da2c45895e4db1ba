// SPDX-License-Identifier: Apache-2.0
#include "app/command_line/model_files.h"
#include "app/engine/certification.h"
#include "app/engine/model_arguments.h"
#include "app/engine/text_documents.h"
#include "app/engine/verb_model.h"
#include "core/data/document_separator.h"
#include "core/exchange/merge_comparison.h"
#include "core/exchange/model_merge.h"
#include "plugins/architectures/architectures.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace bafo::engine {
namespace {

using exchange::MergeWay;

struct Options {
    std::string adapter;
    std::string to;
    std::string way;
    std::string textFile;
    std::int64_t maxTokens = 4096;
    std::int64_t sequenceLength = 512;
    bool isCompared = false;
    bool isUncertified = false;
};

nlohmann::json jsonOf(const exchange::ComparedWay &way)
{
    nlohmann::json json{{"way", nameOf(way.option.way)},
                        {"available", way.option.whyNot.empty()},
                        {"size_bytes", way.option.sizeBytes}};
    if (!way.option.whyNot.empty()) {
        json["why_not"] = way.option.whyNot;
        return json;
    }
    json["kl_nats_per_token"] = way.klNatsPerToken;
    json["top1_agreement"] = way.topAgreement;
    json["bits_per_byte"] = way.bitsPerByte;
    return json;
}

std::string inWords(const exchange::ComparedWay &way)
{
    const std::string name(nameOf(way.option.way));
    if (!way.option.whyNot.empty()) {
        return name + ": cannot be done, " + way.option.whyNot;
    }
    char figures[160];
    std::snprintf(figures, sizeof(figures), "%.3g nats a token away, same likeliest token in %.2f %%, ",
                  way.klNatsPerToken, 100 * way.topAgreement);
    char size[80];
    std::snprintf(size, sizeof(size), "%.4f bits per byte, %.1f MB", way.bitsPerByte,
                  static_cast<double>(way.option.sizeBytes) / 1e6);
    return name + ": " + figures + size;
}

Result<void> compare(const command_line::VerbContext &context, const Options &options, const FoundModel &found,
                     const exchange::ModelFolder &base)
{
    if (options.textFile.empty()) {
        return fail(ErrorCode::config, "there is no text to compare the ways on",
                    "name a file of text that the adapter was not trained on: --text FILE");
    }
    const exchange::AdapterFolder &adapter = *found.adapter;
    const auto tokenizer = BAFO_TRY(exchange::loadTokenizerOf(context.files, base, adapter));
    if (tokenizer == nullptr) {
        return fail(ErrorCode::data, base.name() + " has no tokenizer: no text can be read to it",
                    "put a tokenizer.json and tokenizer_config.json into the model's folder");
    }
    const auto documents = BAFO_TRY(readTexts(context.files, options.textFile, false));
    const exchange::ComparedText text
        = exchange::comparedTextOf(*tokenizer, documents, data::documentSeparator(*tokenizer).value_or(0),
                                   std::min(options.sequenceLength, base.config().contextLength), options.maxTokens);
    if (text.numTokens == 0) {
        return fail(ErrorCode::data, "there is no text in " + options.textFile, "name a file with text in it");
    }
    const auto comparison = BAFO_TRY(exchange::compareMergeWays(base, adapter, text, [&context](MergeWay way) {
        context.printer.say("computing " + std::string(nameOf(way)));
    }));
    nlohmann::json ways = nlohmann::json::array();
    for (const exchange::ComparedWay &way : comparison.ways) {
        ways.push_back(jsonOf(way));
        context.printer.say(inWords(way));
    }
    context.printer.say("recommended: " + std::string(nameOf(comparison.recommended)) + " (on "
                        + std::to_string(comparison.numTokens) + " tokens)");
    context.printer.json({{"merge_comparison",
                           {{"adapter", adapter.name()},
                            {"base", base.name()},
                            {"num_tokens", comparison.numTokens},
                            {"ways", ways},
                            {"recommended", nameOf(comparison.recommended)}}}});
    return {};
}

Result<void> write(const command_line::VerbContext &context, const Options &options, const FoundModel &found,
                   const exchange::ModelFolder &base)
{
    if (options.to.empty()) {
        return fail(ErrorCode::config, "the merged model has no name",
                    "give it one with --to, or compare the ways first with --compare --text FILE");
    }
    const Path to = BAFO_TRY(placeForModel(context, options.to));
    const MergeWay way
        = options.way.empty() ? exchange::ownWayOf(base, *found.adapter) : BAFO_TRY(exchange::mergeWayOf(options.way));
    context.printer.say("merging " + found.adapter->name() + " into " + base.name() + ", " + std::string(nameOf(way)));
    tellMade(context.printer, BAFO_TRY(exchange::mergeAdapter(context.files, base, *found.adapter, to, way)));
    if (options.isUncertified) {
        return {};
    }
    const auto files = BAFO_TRY(command_line::verifyFiles(context, options.to, to));
    return tellCertificate(context, BAFO_TRY(certify(context, {.model = to, .against = {}, .files = files})));
}

Result<void> run(const command_line::VerbContext &context, const Options &options)
{
    const FoundModel found = BAFO_TRY(findModelAndBase(context, options.adapter));
    if (!found.adapter) {
        return fail(ErrorCode::config, options.adapter + " is a whole model, no adapter: there is nothing to merge",
                    "name an adapter, which a run with method lora makes; what is merged already stays as it is");
    }
    if (options.isCompared && !options.to.empty()) {
        return fail(ErrorCode::config, "--compare writes nothing, so --to has no meaning beside it",
                    "compare first, then merge with --to NAME --way WAY");
    }
    const auto architectures = architectures::makeArchitectures();
    const auto base = BAFO_TRY(exchange::ModelFolder::open(context.files, found.base, architectures));
    return options.isCompared ? compare(context, options, found, base) : write(context, options, found, base);
}

} // namespace

void addModelMerge(CLI::App &family, command_line::VerbContext &context)
{
    auto options = std::make_shared<Options>();
    CLI::App *verb
        = command_line::addVerb(family, "merge", "put an adapter into its base: a whole model of its own", context);
    verb->add_option("adapter", options->adapter, "an adapter of the project, or its folder")->required();
    verb->add_option("--to", options->to, "a name in the project, or a folder that does not exist yet");
    verb->add_option("--way", options->way,
                     "base_16bit: into the base's own weights; base_dequantised: into what its 4 bits stand for; "
                     "default: into what it was trained beside");
    verb->add_flag("--no-certificate", options->isUncertified, "do not compare what was written with its parts");
    verb->add_flag("--compare", options->isCompared, "write nothing: tell how far each way would be from the adapter");
    verb->add_option("--text", options->textFile, "for --compare: UTF-8 text, one document a line");
    verb->add_option("--max-tokens", options->maxTokens, "for --compare: read so many")
        ->check(CLI::Range(1, 100'000'000));
    verb->add_option("--sequence-length", options->sequenceLength, "for --compare: longest context in tokens")
        ->check(CLI::Range(1, 1 << 20));
    verb->callback([options, &context] { context.action = [options, &context] { return run(context, *options); }; });
}

} // namespace bafo::engine
