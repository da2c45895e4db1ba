// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/data_options.h"
#include "app/bafo/words.h"
#include "core/data/source_notes.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace bafo::app {
namespace {

struct AnnotateRequest {
    std::string name;
    std::vector<std::int64_t> sources;
    std::string licence;
    std::string provenance;
    CLI::Option *licenceOption = nullptr; ///< owned by the program
    CLI::Option *provenanceOption = nullptr;
};

Result<void> annotate(VerbContext &context, const AnnotateRequest &request)
{
    auto dataset = BAFO_TRY(openDatasetForWriting(context, request.name));
    data::SourceNote note;
    if (request.licenceOption->count() > 0) {
        note.licence = request.licence;
    }
    if (request.provenanceOption->count() > 0) {
        note.provenance = request.provenance;
    }
    const auto report = BAFO_TRY(data::noteSources(dataset, request.sources, note));
    nlohmann::json sources = nlohmann::json::array();
    for (const data::Source &source : report.sources) {
        context.printer.say(fmt::format("source {} ({}): licence {}{}", source.id, onOneLine(source.file),
                                        onOneLine(source.licence),
                                        source.provenance.empty() ? "" : ", from " + onOneLine(source.provenance)));
        sources.push_back({{"id", source.id}, {"licence", source.licence}, {"provenance", source.provenance}});
    }
    if (!report.ledgerProblem.empty()) {
        context.printer.say("warning: sources.yaml is still the old one (" + report.ledgerProblem
                            + "); the next change writes it again");
    }
    context.printer.json({{"dataset", request.name}, {"sources", sources}, {"ledger_problem", report.ledgerProblem}});
    return {};
}

} // namespace

void addDataAnnotate(CLI::App &family, VerbContext &context)
{
    const auto request = std::make_shared<AnnotateRequest>();
    CLI::App *verb = addVerb(family, "annotate", "note licence or provenance of sources that are in already", context);
    verb->add_option("name", request->name, "the dataset")->required();
    verb->add_option("--source", request->sources, "the source's number, as 'data show' lists it; may be given often")
        ->required();
    request->licenceOption
        = verb->add_option("--licence,--license", request->licence, "such as CC-BY-4.0; 'unknown' takes it back");
    request->provenanceOption
        = verb->add_option("--provenance", request->provenance, "where it came from: a URL or a sentence");
    verb->callback(
        [request, &context] { context.action = [request, &context] { return annotate(context, *request); }; });
}

} // namespace bafo::app
