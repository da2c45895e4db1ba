// SPDX-License-Identifier: Apache-2.0
#include "app/engine/model_arguments.h"
#include "app/engine/verb_model.h"
#include "core/exchange/model_merge.h"
#include "plugins/architectures/architectures.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace bafo::engine {
namespace {

struct Options {
    std::string adapter;
    std::string to;
};

Result<void> run(const command_line::VerbContext &context, const Options &options)
{
    const Path to = BAFO_TRY(placeForModel(context, options.to));
    const FoundModel found = BAFO_TRY(findModelAndBase(context, options.adapter));
    if (!found.adapter) {
        return fail(ErrorCode::config, options.adapter + " is a whole model, no adapter: there is nothing to merge",
                    "name an adapter, which a run with method lora makes; what is merged already stays as it is");
    }
    const auto architectures = architectures::makeArchitectures();
    const auto base = BAFO_TRY(exchange::ModelFolder::open(context.files, found.base, architectures));
    context.printer.say("merging " + found.adapter->name() + " into " + base.name());
    tellMade(context.printer, BAFO_TRY(exchange::mergeAdapter(context.files, base, *found.adapter, to)));
    return {};
}

} // namespace

void addModelMerge(CLI::App &family, command_line::VerbContext &context)
{
    auto options = std::make_shared<Options>();
    CLI::App *verb
        = command_line::addVerb(family, "merge", "put an adapter into its base: a whole model of its own", context);
    verb->add_option("adapter", options->adapter, "an adapter of the project, or its folder")->required();
    verb->add_option("--to", options->to, "a name in the project, or a folder that does not exist yet")->required();
    verb->callback([options, &context] { context.action = [options, &context] { return run(context, *options); }; });
}

} // namespace bafo::engine
