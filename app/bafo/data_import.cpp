// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/data_changes.h"
#include "app/bafo/data_options.h"
#include "app/bafo/words.h"
#include "core/data/importer.h"
#include "plugins/sources/sources.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace bafo::app {
namespace {

struct ImportRequest {
    std::string name;
    std::vector<std::string> texts;
    std::vector<std::string> jsonLines;
    std::vector<std::string> catalogs;
    std::vector<std::string> conversations;
    std::vector<std::string> pairs;
    std::string unit = "paragraph";
    bool keepsForm = false;
    data::ImportOptions options;
};

struct ChosenSource {
    std::string kind;
    std::vector<Path> files;
};

Result<ChosenSource> chosenSource(const ImportRequest &request)
{
    const std::array<std::pair<const char *, const std::vector<std::string> *>, 5> kinds
        = {{{"plain_text", &request.texts},
            {"jsonl", &request.jsonLines},
            {"gettext_mo", &request.catalogs},
            {"conversations", &request.conversations},
            {"tab_pairs", &request.pairs}}};
    ChosenSource chosen;
    for (const auto &[kind, files] : kinds) {
        if (!files->empty() && !chosen.kind.empty()) {
            return fail(ErrorCode::config, "one import reads one kind of file",
                        "call it once for each of --text, --jsonl, --mo, --pairs and --conversations");
        }
        if (!files->empty()) {
            chosen = {.kind = kind, .files = {files->begin(), files->end()}};
        }
    }
    if (chosen.kind.empty()) {
        return fail(ErrorCode::config, "there is nothing to import",
                    "name files with --text, --jsonl, --mo, --pairs or --conversations");
    }
    return chosen;
}

/// The project's language where it has only one and none was named; "und" (ISO 639-2) where each line names its own.
Result<std::string> languageOf(VerbContext &context, const ImportRequest &request)
{
    if (!request.options.source.language.empty()) {
        return request.options.source.language;
    }
    if (!request.options.source.languageField.empty()) {
        return std::string("und");
    }
    const auto project = BAFO_TRY(context.project());
    if (project.languages().size() == 1) {
        return project.languages().front();
    }
    return fail(ErrorCode::config, "it is not said which language this is", "add --language zul");
}

Result<data::ImportReport> importInto(VerbContext &context, const ImportRequest &request, const ChosenSource &chosen,
                                      const Path &folder)
{
    const auto sources = sources::makeSources();
    const data::DocumentSource *source = BAFO_TRY(sources.get(chosen.kind));
    data::ImportOptions options = request.options;
    options.source.language = BAFO_TRY(languageOf(context, request));
    options.source.unit = request.unit == "file" ? data::DocumentUnit::file
        : request.unit == "line"                 ? data::DocumentUnit::line
                                                 : data::DocumentUnit::paragraph;
    options.isNormalized = !request.keepsForm;
    const bool isNew = !BAFO_TRY(context.files.status(folder / "documents.sqlite")).exists;
    auto dataset = BAFO_TRY(data::Dataset::openForWriting(context.files, folder));
    if (!isNew) {
        BAFO_TRY(checkNoRunReads(context, request.name));
    }
    auto report = data::importFiles(dataset, *source, chosen.files, options, context.clock,
                                    [&context](const data::ImportProgress &progress) {
                                        context.printer.json({{"progress",
                                                               {{"files", progress.numFiles},
                                                                {"files_in_all", progress.numFilesInAll},
                                                                {"documents", progress.numDocuments},
                                                                {"share", progress.share}}}});
                                    });
    if (!report) {
        (void)dataset.removeIfNeverFilled(); // what failed is the thing to tell
    }
    return report;
}

void tell(VerbContext &context, const std::string &name, const data::ImportReport &report)
{
    std::string line
        = fmt::format("imported {} documents ({} words, {}) from {} files into '{}'", report.numDocuments,
                      report.numWords, sizeInWords(static_cast<std::uint64_t>(report.numBytes)), report.numFiles, name);
    if (report.numPairs > 0) {
        line += fmt::format(", in {} translated pairs", report.numPairs);
    }
    for (const auto &[reason, count] : report.skipped) {
        line += fmt::format("\n  skipped {}: {}", count, reason);
    }
    for (const std::string &problem : report.problems) {
        line += "\n    " + problem;
    }
    if (report.numNormalized > 0) {
        line += fmt::format("\n  brought {} texts to Unicode form NFC", report.numNormalized);
    }
    if (!report.ledgerProblem.empty()) {
        line += "\n  warning: sources.yaml is still the old one (" + report.ledgerProblem
            + "); the next import writes it again";
    }
    context.printer.say(line + "\nnext: 'bafo data split " + name + " --held-out 0.1'");
    context.printer.json({{"dataset", name},
                          {"files", report.numFiles},
                          {"documents", report.numDocuments},
                          {"pairs", report.numPairs},
                          {"words", report.numWords},
                          {"bytes", report.numBytes},
                          {"normalized", report.numNormalized},
                          {"skipped", report.skipped},
                          {"problems", report.problems},
                          {"ledger_problem", report.ledgerProblem}});
}

Result<void> import(VerbContext &context, const ImportRequest &request)
{
    const auto chosen = BAFO_TRY(chosenSource(request));
    const Path folder = BAFO_TRY(datasetFolder(context, request.name));
    tell(context, request.name, BAFO_TRY(importInto(context, request, chosen, folder)));
    return {};
}

} // namespace

void addDataImport(CLI::App &family, VerbContext &context)
{
    const auto request = std::make_shared<ImportRequest>();
    CLI::App *verb = addVerb(
        family, "import",
        "take text in, with its licence; all files of one call or none; --json also says how far it is", context);
    verb->add_option("name", request->name, "the dataset; made where there is none")->required();
    verb->add_option("--text", request->texts, "plain text files in UTF-8");
    verb->add_option("--jsonl", request->jsonLines, "files with one JSON object a line");
    verb->add_option("--mo", request->catalogs, "gettext catalogues: each message gives an original and a translation");
    verb->add_option("--pairs", request->pairs,
                     "translated pairs, one a line: original, tab, translation; columns before them are left out");
    verb->add_option("--conversations", request->conversations,
                     "questions and answers as JSON: a line or a list; chat, ShareGPT, Alpaca and prompt layouts are "
                     "recognised");
    verb->add_option("--language", request->options.source.language,
                     "of the text, or of the translations; default: the project's language where it has one");
    verb->add_option("--original-language", request->options.source.originalLanguage, "of what was translated")
        ->capture_default_str();
    verb->add_option("--documents", request->unit, "what is one document of a --text file")
        ->check(CLI::IsMember({"paragraph", "line", "file"}))
        ->capture_default_str();
    verb->add_option("--field", request->options.source.field, "of a --jsonl object: the text")->capture_default_str();
    verb->add_option("--language-field", request->options.source.languageField,
                     "of a --jsonl object: its language; default: --language for all");
    verb->add_option("--licence,--license", request->options.licence, "such as CC-BY-4.0")->capture_default_str();
    verb->add_option("--provenance", request->options.provenance, "where it came from: a URL or a sentence");
    verb->add_flag("--skip-untranslated", request->options.source.skipsUntranslated,
                   "leave out messages of --mo files whose translation is the original");
    verb->add_flag("--evaluation", request->options.isForEvaluation,
                   "mark the files as a test of models: no training data is built from them");
    verb->add_flag("--keep-form", request->keepsForm, "do not bring the text to Unicode form NFC");
    verb->add_flag("--keep-duplicates", request->options.keepsDuplicates,
                   "take in what is there already, letter for letter");
    verb->callback([request, &context] { context.action = [request, &context] { return import(context, *request); }; });
}

} // namespace bafo::app
