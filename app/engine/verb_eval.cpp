// SPDX-License-Identifier: Apache-2.0
#include "app/engine/model_arguments.h"
#include "app/engine/text_documents.h"
#include "app/engine/verbs.h"
#include "core/data/dataset.h"
#include "core/data/document_separator.h"
#include "core/eval/bpb_report.h"
#include "core/eval/decoder_scorer.h"
#include "core/runs/project.h"
#include "core/text/tokenizer.h"

#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bafo::engine {
namespace {

struct BpbOptions {
    std::string model;
    std::string textFile;
    std::string dataset;
    std::string language;
    std::string split = std::string(data::kHeldOutSplit);
    std::string perDocument;
    std::int64_t maxDocuments = 0;
    std::int64_t sequenceLength = 512;
    std::int64_t threads = 0;
    bool isWholeFile = false;
};

Result<std::vector<std::string>> textsOfDataset(command_line::VerbContext &context, const BpbOptions &options)
{
    const runs::Project project = BAFO_TRY(context.project());
    BAFO_TRY(runs::checkName("--dataset", options.dataset));
    auto dataset = BAFO_TRY(data::Dataset::open(context.files, project.datasetsFolder() / options.dataset));
    std::vector<std::string> texts;
    const data::DocumentQuery query{.language = options.language, .split = options.split, .search = {}};
    BAFO_TRY(dataset.visit(query, [&texts](const data::Document &document) -> Result<void> {
        texts.push_back(document.text);
        return {};
    }));
    return texts;
}

Result<std::vector<eval::TokenizedDocument>> readDocuments(command_line::VerbContext &context,
                                                           const BpbOptions &options, const text::Tokenizer &tokenizer)
{
    std::vector<std::string> texts
        = BAFO_TRY(options.dataset.empty() ? readTexts(context.files, options.textFile, options.isWholeFile)
                                           : textsOfDataset(context, options));
    if (options.maxDocuments > 0 && texts.size() > static_cast<std::size_t>(options.maxDocuments)) {
        texts.resize(static_cast<std::size_t>(options.maxDocuments));
    }
    if (texts.empty()) {
        return fail(ErrorCode::data,
                    "there is no text to measure on in "
                        + (options.dataset.empty() ? options.textFile : options.dataset),
                    "check the file, or the dataset's language and split with 'bafo data show'");
    }
    std::vector<eval::TokenizedDocument> documents;
    for (const std::string &text : texts) {
        documents.push_back({.tokens = tokenizer.encode(text), .bytes = static_cast<std::int64_t>(text.size())});
    }
    return documents;
}

void tellResult(command_line::Printer &printer, const BpbOptions &options, const eval::BitsPerByte &result)
{
    nlohmann::json json = eval::toJson(result);
    json["model"] = options.model;
    json["language"] = options.language;
    printer.json(json);
    char figures[128];
    std::snprintf(figures, sizeof(figures), "%.4f bits per byte (95 %% interval %.4f to %.4f)", result.value,
                  result.low, result.high);
    printer.say(std::string(figures) + " over " + std::to_string(result.documents) + " documents, "
                + std::to_string(result.bytes) + " bytes, " + std::to_string(result.tokens) + " tokens");
}

Result<void> evaluateBpb(command_line::VerbContext &context, const BpbOptions &options)
{
    if (options.textFile.empty() == options.dataset.empty()) {
        return fail(ErrorCode::config, "say either --text or --dataset", "'bafo eval bpb --help' explains both");
    }
    if (options.threads > 0) {
        at::set_num_threads(static_cast<int>(options.threads));
    }
    const auto loaded = BAFO_TRY(loadModel(context, options.model));
    if (loaded->tokenizer == nullptr) {
        return fail(ErrorCode::data, loaded->ownPath.string() + " has no tokenizer",
                    "put a tokenizer.json and tokenizer_config.json into the model's folder");
    }
    const text::Tokenizer &tokenizer = *loaded->tokenizer;
    const std::vector<eval::TokenizedDocument> documents = BAFO_TRY(readDocuments(context, options, tokenizer));
    const eval::ScoringSettings settings{.contextToken = data::documentSeparator(tokenizer).value_or(0),
                                         .sequenceLength
                                         = std::min(options.sequenceLength, loaded->folder.config().contextLength)};
    const std::vector<eval::DocumentScore> scores
        = BAFO_TRY(eval::scoreDocuments(documents, settings, eval::makeDecoderScorer(*loaded->decoder)));
    if (!options.perDocument.empty()) {
        BAFO_TRY(writeFileAtomically(context.files, options.perDocument, eval::toJsonLines(scores)));
    }
    tellResult(context.printer, options, eval::bitsPerByteOf(scores));
    return {};
}

} // namespace

void addEval(CLI::App &program, command_line::VerbContext &context)
{
    CLI::App *group = program.add_subcommand("eval", "measure a model");
    group->require_subcommand(1);
    CLI::App *verb
        = command_line::addVerb(*group, "bpb", "bits per byte of UTF-8 text: comparable across vocabularies", context);
    const auto options = std::make_shared<BpbOptions>();
    verb->add_option("MODEL", options->model, "a model of the project, or a folder")->required();
    verb->add_option("--text", options->textFile, "a file of UTF-8 text, one document a line");
    verb->add_flag("--whole-file", options->isWholeFile, "the file is one document");
    verb->add_option("--dataset", options->dataset, "a dataset of the project, instead of a file");
    verb->add_option("--split", options->split, "which part of the dataset");
    verb->add_option("--language", options->language,
                     "which language of the dataset; for a file only a name in the result");
    verb->add_option("--max-documents", options->maxDocuments, "measure on the first so many; 0: all")
        ->check(CLI::NonNegativeNumber);
    verb->add_option("--sequence-length", options->sequenceLength, "longest context in tokens")
        ->check(CLI::Range(1, 1 << 20));
    verb->add_option("--per-document", options->perDocument, "write one JSON line a document to this file");
    verb->add_option("--threads", options->threads, "processor threads; 0: all")->check(CLI::Range(0, 1024));
    verb->callback(
        [&context, options] { context.action = [&context, options] { return evaluateBpb(context, *options); }; });
}

} // namespace bafo::engine
