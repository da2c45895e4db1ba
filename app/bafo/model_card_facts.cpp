// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/model_card_facts.h"

#include "app/bafo/eval_options.h"
#include "core/data/dataset.h"
#include "core/formats/json_limits.h"
#include "core/runs/model_card_run.h"
#include "core/scoring/evaluation_info.h"
#include "core/text/growth.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace bafo::app {
namespace {

constexpr std::uint64_t kMaxJsonBytes = 16U << 20U;
constexpr const char *kCertificateName = "certificate.json";

/// What of a dataset a run read, by source.
Result<void> readSources(VerbContext &context, const runs::Project &project, runs::CardText &text)
{
    const Path folder = project.datasetsFolder() / text.dataset;
    auto dataset = BAFO_TRY(data::Dataset::open(context.files, folder));
    text.holdsConversations = BAFO_TRY(dataset.holdsConversations());
    std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> counts; // source -> documents, bytes
    const data::DocumentQuery query{.language = text.language, .split = text.split, .search = {}};
    for (const data::GroupCount &group : BAFO_TRY(dataset.statistics(query))) {
        counts[group.source].first += group.numDocuments;
        counts[group.source].second += group.numBytes;
        if (std::find(text.languages.begin(), text.languages.end(), group.language) == text.languages.end()) {
            text.languages.push_back(group.language);
        }
    }
    for (const data::Source &source : BAFO_TRY(dataset.sources())) {
        if (const auto found = counts.find(source.id); found != counts.end()) {
            text.sources.push_back({.file = source.file,
                                    .kind = source.kind,
                                    .licence = source.licence,
                                    .provenance = source.provenance,
                                    .numDocuments = found->second.first,
                                    .numBytes = found->second.second});
        }
    }
    text.isHere = true;
    return {};
}

/// The runs that made the model and its ancestors, newest first.
Result<void> collectRuns(VerbContext &context, const runs::Project &project, runs::ModelCard &card)
{
    for (const runs::Ancestor &ancestor : card.ancestry) {
        const auto &settings = ancestor.model.lineage.settings;
        const auto run = settings.find("run");
        if (run == settings.end()) {
            continue;
        }
        runs::CardRun told = BAFO_TRY(runs::readCardRun(context.files, project, run->second));
        told.model = ancestor.name;
        for (runs::CardText &text : told.texts) {
            (void)readSources(context, project, text); // what cannot be read is unknown
        }
        card.runs.push_back(std::move(told));
    }
    return {};
}

void addScores(const std::string &model, const scoring::EvaluationInfo &info, const scoring::EvaluationScores &scores,
               runs::ModelCard &card)
{
    for (std::size_t i = 0; i < std::min(info.cells.size(), scores.cells.size()); ++i) {
        const scoring::EvaluationCell &cell = info.cells[i];
        const scoring::CellScores &scored = scores.cells[i];
        const auto lead = static_cast<std::size_t>(std::max<std::int64_t>(0, cell.lead));
        if (lead >= scored.scores.size()) {
            continue;
        }
        const scoring::Score &score = scored.scores[lead];
        card.scores.push_back({.model = model,
                               .run = info.run,
                               .task = cell.task,
                               .title = cell.title.empty() ? cell.task : cell.title,
                               .language = cell.language,
                               .prompt = cell.prompt,
                               .metric = score.metric,
                               .value = score.value,
                               .low = score.low,
                               .high = score.high,
                               .chance = cell.chance,
                               .numItems = scored.numItems,
                               .numContaminated = scored.numContaminated,
                               .isDataAsExpected = cell.isDataAsExpected,
                               .warnings = scored.warnings});
    }
}

/// Of the same weights that stand in the ancestry, the model's own first; of two evaluations both.
Result<void> collectScores(VerbContext &context, const runs::Project &project, runs::ModelCard &card)
{
    const std::vector<std::string> ids = BAFO_TRY(evaluationIds(context, project));
    for (const runs::Ancestor &ancestor : card.ancestry) {
        for (const std::string &id : ids) {
            const scoring::EvaluationPlace place(scoring::evaluationsFolder(project.root()) / id);
            const auto info = scoring::readEvaluationInfo(context.files, place);
            const auto scores = scoring::readEvaluationScores(context.files, place);
            if (info && scores && !info->weightHash.empty() && info->weightHash == ancestor.weightHash) {
                addScores(ancestor.name, *info, *scores, card);
            }
        }
    }
    return {};
}

std::string textAt(const nlohmann::json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string checkInWords(const nlohmann::json &check)
{
    const auto passed = check.find("passed");
    std::string words = passed != check.end() && passed->is_boolean() && passed->get<bool>() ? "passed" : "failed";
    for (const char *key : {"measured", "limit"}) {
        const auto number = check.find(key);
        words += number != check.end() && number->is_number() ? fmt::format(", {} {:.3g}", key, number->get<double>())
                                                              : std::string();
    }
    const std::string cause = textAt(check, "cause");
    return words + (cause.empty() ? "" : ": " + cause);
}

/// What certificate.json says; nothing where there is none that can be read.
std::vector<runs::CardFact> certificateOf(VerbContext &context, const Path &folder)
{
    const auto text = context.files.readFile(folder / kCertificateName, kMaxJsonBytes);
    const auto parsed = text ? formats::parseJson(*text, {}) : Result<nlohmann::json>(nlohmann::json());
    if (!parsed || !parsed->is_object()) {
        return {};
    }
    std::vector<runs::CardFact> facts = {{"verdict", textAt(*parsed, "verdict")}, {"made", textAt(*parsed, "made_at")}};
    if (const auto reference = parsed->find("reference"); reference != parsed->end() && reference->is_object()) {
        facts.push_back({"compared with", textAt(*reference, "name")});
    }
    if (const auto checks = parsed->find("checks"); checks != parsed->end() && checks->is_array()) {
        for (const nlohmann::json &check : *checks) {
            if (check.is_object()) {
                facts.push_back({textAt(check, "check"), checkInWords(check)});
            }
        }
    }
    return facts;
}

std::int64_t numNewPiecesOf(VerbContext &context, const Path &folder)
{
    const auto text = context.files.readFile(folder / text::kGrowthFileName, kMaxJsonBytes);
    const auto parsed = text ? formats::parseJson(*text, {}) : Result<nlohmann::json>(nlohmann::json());
    if (!parsed || !parsed->is_object()) {
        return 0;
    }
    const auto pieces = parsed->find("pieces");
    return pieces != parsed->end() && pieces->is_array() ? static_cast<std::int64_t>(pieces->size()) : 0;
}

} // namespace

Result<runs::ModelCard> collectModelCard(VerbContext &context, const runs::Project *project, const Path &folder)
{
    const runs::ModelSummary model = BAFO_TRY(runs::summariseModel(context.files, folder));
    runs::ModelListing listing;
    if (project != nullptr) {
        listing = BAFO_TRY(runs::listModels(context.files, project->modelsFolder()));
    }
    runs::ModelCard card{.ancestry = runs::ancestryOf(model, listing), .licence = {}};
    card.numNewPieces = numNewPiecesOf(context, folder);
    card.certificate = certificateOf(context, folder);
    if (project != nullptr) {
        BAFO_TRY(collectRuns(context, *project, card));
        BAFO_TRY(collectScores(context, *project, card));
    }
    return card;
}

} // namespace bafo::app
