// SPDX-License-Identifier: Apache-2.0
// `data correct`: an answer of a model, put right by a person, becomes a row of a dataset.
#include "app/bafo/data_changes.h"
#include "app/bafo/data_options.h"
#include "core/data/correction.h"
#include "core/data/source_ledger.h"
#include "core/runs/adapter_base.h"
#include "core/runs/model_lineage.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace bafo::app {
namespace {

constexpr std::uint64_t kMaxCorrectionBytes = 8U << 20U;

struct CorrectRequest {
    std::string name = "corrections";
    std::string from;
    std::string withdrawn;
    std::string replaced;
    std::string language;
    std::string licence = "unknown";
    bool isList = false;
};

nlohmann::json jsonOf(const data::KeptCorrection &kept)
{
    const data::Correction &correction = kept.correction;
    nlohmann::json messages = nlohmann::json::array();
    for (const text::ChatMessage &message : correction.conversation) {
        messages.push_back({{"role", message.role}, {"content", message.content}});
    }
    return {{"id", kept.id},
            {"document", kept.document},
            {"made_at", data::timeText(kept.madeMs)},
            {"model", correction.model},
            {"weight_hash", correction.weightHash},
            {"sampling",
             correction.sampling.empty() ? nlohmann::json::object()
                                         : nlohmann::json::parse(correction.sampling, nullptr, false)},
            {"language", correction.language},
            {"licence", correction.licence},
            {"answer", correction.answer},
            {"messages", std::move(messages)}};
}

/// Of the weights that the project knows under this name now; empty where it knows none.
Result<std::string> weightHashOf(VerbContext &context, const std::string &model)
{
    const auto project = BAFO_TRY(context.project());
    const auto folder = runs::resolveModel(context.files, &project, model);
    if (!folder) {
        return std::string();
    }
    const auto lineage = BAFO_TRY(runs::readLineage(context.files, *folder));
    std::string hash = lineage.weightHash();
    if (BAFO_TRY(runs::isAdapter(context.files, *folder)) && !lineage.parents.empty()) {
        hash += " over " + lineage.parents.front().weightHash;
    }
    return hash;
}

Result<data::Correction> readCorrection(VerbContext &context, const CorrectRequest &request)
{
    auto read = data::parseCorrection(BAFO_TRY(context.files.readFile(Path(request.from), kMaxCorrectionBytes)));
    if (!read) {
        return fail(read.error().code, request.from + ": " + read.error().message, read.error().hint);
    }
    data::Correction correction = std::move(*read);
    correction.licence = request.licence;
    if (correction.weightHash.empty()) {
        correction.weightHash = BAFO_TRY(weightHashOf(context, correction.model));
    }
    if (!request.language.empty()) {
        correction.language = request.language;
    }
    if (correction.language.empty()) {
        const auto project = BAFO_TRY(context.project());
        correction.language = project.languages().empty() ? "und" : project.languages().front();
    }
    return correction;
}

Result<void> keep(VerbContext &context, const CorrectRequest &request)
{
    const auto correction = BAFO_TRY(readCorrection(context, request));
    const Path folder = BAFO_TRY(datasetFolder(context, request.name));
    const bool isNew = !BAFO_TRY(context.files.status(folder / "documents.sqlite")).exists;
    auto dataset = BAFO_TRY(data::Dataset::openForWriting(context.files, folder));
    if (!isNew) {
        BAFO_TRY(checkNoRunReads(context, request.name));
    }
    const auto kept = data::addCorrection(dataset, correction, request.replaced, context.clock);
    if (!kept) {
        (void)dataset.removeIfNeverFilled(); // what failed is the thing to tell
        return fail(kept.error());
    }
    context.printer.say("kept as correction " + kept->id + " in '" + request.name + "' (document "
                        + std::to_string(kept->document) + ")\nnext: 'bafo data split " + request.name
                        + " --held-out 0.1', before it is trained on");
    nlohmann::json json = jsonOf(*kept);
    json["dataset"] = request.name;
    context.printer.json({{"correction", std::move(json)}});
    return {};
}

Result<void> withdraw(VerbContext &context, const CorrectRequest &request)
{
    auto dataset = BAFO_TRY(openDatasetForWriting(context, request.name));
    BAFO_TRY(checkNoRunReads(context, request.name));
    BAFO_TRY(data::withdrawCorrection(dataset, request.withdrawn));
    if (BAFO_TRY(dataset.count({})) == 0) {
        BAFO_TRY(dropDataset(context, dataset.folder())); // it was made for the first one
    }
    context.printer.say("took correction " + request.withdrawn + " back from '" + request.name + "'");
    context.printer.json({{"withdrawn", {{"dataset", request.name}, {"id", request.withdrawn}}}});
    return {};
}

Result<void> list(VerbContext &context, const CorrectRequest &request)
{
    auto dataset = BAFO_TRY(openDataset(context, request.name));
    nlohmann::json all = nlohmann::json::array();
    for (const data::KeptCorrection &kept : BAFO_TRY(data::correctionsOf(dataset))) {
        context.printer.say(kept.id + "  " + data::timeText(kept.madeMs) + "  " + kept.correction.model);
        all.push_back(jsonOf(kept));
    }
    if (all.empty()) {
        context.printer.say("no corrections in '" + request.name + "'");
    }
    context.printer.json({{"dataset", request.name}, {"corrections", std::move(all)}});
    return {};
}

Result<void> carryOut(VerbContext &context, const CorrectRequest &request)
{
    const int numWishes
        = (request.from.empty() ? 0 : 1) + (request.withdrawn.empty() ? 0 : 1) + (request.isList ? 1 : 0);
    if (numWishes != 1 || (!request.replaced.empty() && request.from.empty())) {
        return fail(ErrorCode::config, "it is not said what to do with corrections",
                    "name one of --from FILE (with --replaces ID, if you like), --withdraw ID or --list");
    }
    return request.isList           ? list(context, request)
        : request.withdrawn.empty() ? keep(context, request)
                                    : withdraw(context, request);
}

} // namespace

void addDataCorrect(CLI::App &family, VerbContext &context)
{
    const auto request = std::make_shared<CorrectRequest>();
    CLI::App *verb
        = addVerb(family, "correct",
                  "keep a model's answer as it should have been: a row to train on, with what it came from", context);
    verb->add_option("name", request->name, "a dataset of conversations; made where there is none")
        ->capture_default_str();
    verb->add_option(
        "--from", request->from,
        "a JSON file: messages (the last one the corrected answer), answer (as it was), model; weight_hash, "
        "sampling, language");
    verb->add_option("--replaces", request->replaced, "the correction that this one takes the place of");
    verb->add_option("--withdraw", request->withdrawn, "take this correction back");
    verb->add_flag("--list", request->isList, "show all of them, with the answers as they were");
    verb->add_option("--language", request->language, "default: the file's, else the project's first");
    verb->add_option("--licence,--license", request->licence, "of what is written, such as CC-BY-4.0")
        ->capture_default_str();
    verb->callback(
        [request, &context] { context.action = [request, &context] { return carryOut(context, *request); }; });
}

} // namespace bafo::app
