// SPDX-License-Identifier: Apache-2.0
// `model list | show | rm | tidy`: what needs no tensor.
#include "app/bafo/verbs.h"
#include "app/bafo/words.h"
#include "core/runs/model_summary.h"
#include "core/runs/parity_certificate.h"
#include "core/runs/partial_folder.h"
#include "core/runs/usage.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace bafo::app {
namespace {

nlohmann::json jsonOf(const runs::ModelSummary &model)
{
    nlohmann::json parents = nlohmann::json::array();
    for (const runs::LineageParent &parent : model.lineage.parents) {
        parents.push_back({{"name", parent.name}, {"weight_hash", parent.weightHash}});
    }
    return {{"name", model.name},
            {"path", model.path.string()},
            {"architecture", model.architecture},
            {"vocabulary_size", model.vocabularySize},
            {"hidden_size", model.hiddenSize},
            {"num_layers", model.numLayers},
            {"context_length", model.contextLength},
            {"is_tied", model.isTied},
            {"has_tokenizer", model.hasTokenizer},
            {"num_parameters", model.numParameters},
            {"has_weights", model.hasWeights},
            {"adapter_rank", model.adapterRank},
            {"base", model.baseName},
            {"size_bytes", model.sizeBytes},
            {"how", model.lineage.how},
            {"parents", parents},
            {"settings", model.lineage.settings},
            {"weight_hash", model.lineage.weightHash()}};
}

/// "135 M", "57 k"
std::string countInWords(std::uint64_t count)
{
    return count < 1'000'000 ? std::to_string(count / 1'000) + " k" : std::to_string(count / 1'000'000) + " M";
}

std::string adapterLine(const runs::ModelSummary &model)
{
    const std::string base = model.baseName.empty() ? "a model that it does not name" : model.baseName;
    return model.name + ": an adapter of " + base + ", rank " + std::to_string(model.adapterRank) + ", "
        + countInWords(model.numParameters) + " parameters, " + sizeInWords(model.sizeBytes)
        + (model.lineage.how.empty() ? "" : ", made by " + model.lineage.how);
}

std::string lineOf(const runs::ModelSummary &model)
{
    if (model.adapterRank > 0) {
        return adapterLine(model);
    }
    std::string line = model.name + ": " + model.architecture + ", "
        + (model.hasWeights ? countInWords(model.numParameters) + " parameters" : "weights not here") + ", vocabulary "
        + std::to_string(model.vocabularySize) + ", " + sizeInWords(model.sizeBytes);
    if (!model.lineage.how.empty()) {
        line += ", made by " + model.lineage.how;
    }
    for (const runs::LineageParent &parent : model.lineage.parents) {
        line += (&parent == &model.lineage.parents.front() ? " from " : " and ") + parent.name;
    }
    return line;
}

Result<void> list(const VerbContext &context)
{
    const auto project = BAFO_TRY(context.project());
    const auto listing = BAFO_TRY(runs::listModels(context.files, project.modelsFolder()));
    nlohmann::json models = nlohmann::json::array();
    for (const runs::ModelSummary &model : listing.models) {
        context.printer.say(lineOf(model));
        models.push_back(jsonOf(model));
    }
    nlohmann::json unreadable = nlohmann::json::array();
    for (const runs::UnreadableModel &model : listing.unreadable) {
        context.printer.say(model.name + ": cannot be read: " + model.error.message);
        unreadable.push_back({{"name", model.name}, {"message", model.error.message}, {"hint", model.error.hint}});
    }
    if (listing.models.empty() && listing.unreadable.empty()) {
        context.printer.say("no models yet; 'bafo model import' takes one in");
    }
    context.printer.json({{"models", models}, {"unreadable", unreadable}});
    return {};
}

void tellShape(command_line::Printer &printer, const runs::ModelSummary &model)
{
    printer.say("hidden size " + std::to_string(model.hiddenSize) + ", " + std::to_string(model.numLayers)
                + " layers, context " + std::to_string(model.contextLength)
                + (model.isTied ? ", head tied to the embedding" : ", head of its own")
                + (model.hasTokenizer ? "" : ", no tokenizer"));
}

std::string inWords(const runs::ParityCertificate &certificate, const runs::ModelSummary &model)
{
    std::string words = "  certificate of " + certificate.madeAt + ": ";
    if (certificate.model.weightHash != model.lineage.weightHash()) {
        return words + "of other weights than these; 'bafo model verify' makes it again";
    }
    if (certificate.isGreen()) {
        return words + "says what " + certificate.reference.name + " says"
            + (certificate.adapter ? " with " + certificate.adapter->name : "");
    }
    words += "red";
    for (const runs::ParityCheck &check : certificate.failures()) {
        words += ", " + check.check + ": " + check.cause;
    }
    return words;
}

Result<void> show(const VerbContext &context, const std::string &name)
{
    const auto project = BAFO_TRY(context.projectIfAny());
    const Path path = BAFO_TRY(runs::resolveModel(context.files, project ? &*project : nullptr, name));
    const auto model = BAFO_TRY(runs::summariseModel(context.files, path));
    context.printer.say(lineOf(model));
    if (model.adapterRank == 0) {
        tellShape(context.printer, model);
    }
    for (const auto &[key, value] : model.lineage.settings) {
        context.printer.say("  " + key + ": " + value);
    }
    nlohmann::json json = jsonOf(model);
    if (const auto certificate = BAFO_TRY(runs::readCertificate(context.files, path))) {
        context.printer.say(inWords(*certificate, model));
        json["certificate"] = nlohmann::json::parse(runs::toJson(*certificate));
    }
    context.printer.json({{"model", json}});
    return {};
}

std::string joined(const std::vector<std::string> &names)
{
    std::string text;
    for (const std::string &name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

/// Why a model that others were made from is kept; adapters are of no use without it.
Failure descendantsNeedIt(const std::string &name, const std::vector<std::string> &children,
                          const runs::ModelListing &listing)
{
    std::vector<std::string> adapters;
    for (const runs::ModelSummary &model : listing.models) {
        const bool isChild = std::find(children.begin(), children.end(), model.name) != children.end();
        if (isChild && model.adapterRank > 0) {
            adapters.push_back(model.name);
        }
    }
    const std::string hint = adapters.empty()
        ? "they keep working without it"
        : "without it " + joined(adapters) + (adapters.size() == 1 ? ", an adapter, is" : ", adapters, are")
            + " of no use: merge them first, with 'bafo model merge'";
    return fail(ErrorCode::inUse, "other models were made from '" + name + "': " + joined(children),
                hint + "; to remove it all the same, add --ancestor");
}

struct RemoveOptions {
    std::string name;
    bool removesAncestors = false;
};

/// Renamed out of sight first: what is half removed is no model any more.
Result<void> removeFolder(FileSystem &files, const Path &folder)
{
    const Path doomed = folder.parent_path() / ("." + folder.filename().string() + ".removed");
    BAFO_TRY(files.removeTree(doomed));
    BAFO_TRY(files.rename(folder, doomed));
    return files.removeTree(doomed);
}

Result<void> remove(const VerbContext &context, const RemoveOptions &options)
{
    const auto project = BAFO_TRY(context.project());
    BAFO_TRY(runs::checkName("model", options.name));
    const Path folder = project.modelsFolder() / options.name;
    if (!BAFO_TRY(context.files.status(folder)).isDirectory) {
        return fail(ErrorCode::data, "there is no model '" + options.name + "' in " + project.modelsFolder().string(),
                    "'bafo model list' names them");
    }
    const auto users = BAFO_TRY(runs::liveRunsUsingModel(context.files, project, context.clock, options.name));
    if (!users.empty()) {
        return fail(ErrorCode::inUse, "model '" + options.name + "' is used by running " + joined(users),
                    "wait for it, or 'bafo run cancel' it first");
    }
    const auto summary = runs::summariseModel(context.files, folder);
    if (summary && !options.removesAncestors) {
        const auto listing = BAFO_TRY(runs::listModels(context.files, project.modelsFolder()));
        const auto children = runs::descendantsOf(*summary, listing);
        if (!children.empty()) {
            return descendantsNeedIt(options.name, children, listing);
        }
    }
    const std::uint64_t freed = BAFO_TRY(treeSizeBytes(context.files, folder));
    BAFO_TRY(removeFolder(context.files, folder));
    context.printer.say("removed model '" + options.name + "', " + sizeInWords(freed) + " freed");
    context.printer.json({{"removed", {{"name", options.name}, {"freed_bytes", freed}}}});
    return {};
}

Result<void> tidy(const VerbContext &context, const std::string &folder)
{
    const Path place = folder.empty() ? BAFO_TRY(context.project()).modelsFolder() : Path(folder);
    std::uint64_t freed = 0;
    if (BAFO_TRY(context.files.status(place)).exists) {
        freed = BAFO_TRY(runs::removeAbandonedFolders(context.files, place));
    }
    context.printer.say("removed what was left half written in " + place.string() + ", " + sizeInWords(freed)
                        + " freed");
    context.printer.json({{"freed_bytes", freed}});
    return {};
}

} // namespace

void addModelViews(CLI::App &family, VerbContext &context)
{
    CLI::App *listVerb = command_line::addVerb(family, "list", "all models of the project", context);
    listVerb->callback([&context] { context.action = [&context] { return list(context); }; });

    auto shown = std::make_shared<std::string>();
    CLI::App *showVerb = command_line::addVerb(family, "show", "size, shape and ancestry of a model", context);
    showVerb->add_option("model", *shown, "a model of the project, or a folder")->required();
    showVerb->callback([shown, &context] { context.action = [shown, &context] { return show(context, *shown); }; });

    auto removed = std::make_shared<RemoveOptions>();
    CLI::App *removeVerb
        = command_line::addVerb(family, "rm", "remove a model of the project; tells what that frees", context);
    removeVerb->add_option("model", removed->name, "its name")->required();
    removeVerb->add_flag("--ancestor", removed->removesAncestors, "even if other models were made from it");
    removeVerb->callback(
        [removed, &context] { context.action = [removed, &context] { return remove(context, *removed); }; });

    auto tidied = std::make_shared<std::string>();
    CLI::App *tidyVerb = command_line::addVerb(
        family, "tidy", "remove what imports and exports that were stopped have left half written", context);
    tidyVerb->add_option("--in", *tidied, "a folder where models were written; else the project's models");
    tidyVerb->callback([tidied, &context] { context.action = [tidied, &context] { return tidy(context, *tidied); }; });
}

} // namespace bafo::app
