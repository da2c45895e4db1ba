// SPDX-License-Identifier: Apache-2.0
#include "app/engine/model_arguments.h"
#include "app/engine/verb_model.h"
#include "core/exchange/model_expand.h"
#include "plugins/architectures/architectures.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace bafo::engine {
namespace {

struct Options {
    std::string model;
    std::string tokenizer;
    std::string initialisation = "children";
    std::string to;
};

Result<void> run(const command_line::VerbContext &context, const Options &options)
{
    const auto mode = BAFO_TRY(exchange::rowInitialisationOf(options.initialisation));
    const Path model = BAFO_TRY(findModel(context, options.model));
    const auto project = BAFO_TRY(context.projectIfAny());
    const Path tokenizer
        = BAFO_TRY(runs::resolveTokenizer(context.files, project ? &*project : nullptr, options.tokenizer));
    const Path to = BAFO_TRY(placeForModel(context, options.to));
    const auto architectures = architectures::makeArchitectures();
    const auto expanded = BAFO_TRY(exchange::expandModel(context.files, model, tokenizer, mode, to, architectures));
    context.printer.say(std::to_string(expanded.numNewRows) + " new rows, " + std::to_string(expanded.numPaddingRows)
                        + " rows of padding");
    tellMade(context.printer, expanded.made);
    return {};
}

} // namespace

void addModelExpand(CLI::App &family, command_line::VerbContext &context)
{
    auto options = std::make_shared<Options>();
    CLI::App *verb = command_line::addVerb(family, "expand", "give a model rows for a grown tokenizer", context);
    verb->add_option("model", options->model, "a model of the project, or a folder")->required();
    verb->add_option("--tokenizer", options->tokenizer, "grown from the model's own by 'bafo tokenizer grow'")
        ->required();
    verb->add_option(
        "--init", options->initialisation,
        "what a new row starts as: mean (of all rows), subpieces (mean of the old cut), children (mean of the two "
        "pieces that make it)");
    verb->add_option("--to", options->to, "a name in the project, or a folder that does not exist yet")->required();
    verb->callback([options, &context] { context.action = [options, &context] { return run(context, *options); }; });
}

} // namespace bafo::engine
