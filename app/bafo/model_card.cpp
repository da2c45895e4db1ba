// SPDX-License-Identifier: Apache-2.0
// `model card`: what the project knows of a model, for whoever gets it.
#include "app/bafo/model_card.h"

#include "app/bafo/model_card_facts.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace bafo::app {
namespace {

struct CardOptions {
    std::string model;
    std::string to;
    std::string licence;
    bool isReplacing = false;
};

Result<void> writeCard(VerbContext &context, const CardOptions &options)
{
    const auto project = BAFO_TRY(context.projectIfAny());
    const runs::Project *known = project ? &*project : nullptr;
    const Path folder = BAFO_TRY(runs::resolveModel(context.files, known, options.model));
    runs::ModelCard card = BAFO_TRY(collectModelCard(context, known, folder));
    card.licence = options.licence;
    const std::string markdown = runs::toMarkdown(card);
    if (options.to.empty()) {
        context.printer.result(markdown);
        context.printer.json({{"card", {{"model", card.model().name}, {"markdown", markdown}}}});
        return {};
    }
    const FileStatus there = BAFO_TRY(context.files.status(options.to));
    const Path file = there.isDirectory ? Path(options.to) / "README.md" : Path(options.to);
    if (!options.isReplacing && BAFO_TRY(context.files.status(file)).exists) {
        return fail(ErrorCode::config, file.string() + " already exists",
                    "name another file, or add --replace to write over it");
    }
    BAFO_TRY(writeFileAtomically(context.files, file, markdown));
    context.printer.say("the card of " + card.model().name + " is in " + file.string());
    context.printer.json({{"card", {{"model", card.model().name}, {"file", file.string()}, {"markdown", markdown}}}});
    return {};
}

} // namespace

void addModelCard(CLI::App &family, VerbContext &context)
{
    const auto options = std::make_shared<CardOptions>();
    CLI::App *verb = command_line::addVerb(
        family, "card", "put together what the project knows of a model, as README.md for whoever gets it", context);
    verb->add_option("model", options->model, "a model of the project, or a folder")->required();
    verb->add_option("--to", options->to, "a file, or a folder for its README.md; else it is shown");
    verb->add_option("--licence,--license", options->licence,
                     "under which the model is passed on, such as apache-2.0; else the card says that nobody has said");
    verb->add_flag("--replace", options->isReplacing, "write over a file that is there");
    verb->footer("From lineage, runs, datasets' ledgers and evaluations. What nobody wrote down is called unknown.");
    verb->callback(
        [&context, options] { context.action = [&context, options] { return writeCard(context, *options); }; });
}

} // namespace bafo::app
