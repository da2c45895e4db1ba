// SPDX-License-Identifier: Apache-2.0
#include "app/engine/model_arguments.h"
#include "app/engine/verb_model.h"
#include "core/exchange/model_import.h"
#include "plugins/architectures/architectures.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace bafo::engine {
namespace {

struct Options {
    std::string config;
    std::string to;
    std::uint64_t seed = 0;
};

Result<void> run(const command_line::VerbContext &context, const Options &options)
{
    const Path to = BAFO_TRY(placeForModel(context, options.to));
    const auto architectures = architectures::makeArchitectures();
    tellMade(context.printer,
             BAFO_TRY(exchange::initModel(context.files, options.config, options.seed, to, architectures)));
    return {};
}

} // namespace

void addModelInit(CLI::App &family, command_line::VerbContext &context)
{
    auto options = std::make_shared<Options>();
    CLI::App *verb = command_line::addVerb(family, "init", "make a random model from a configuration", context);
    verb->add_option("config", options->config, "a config.json; tokenizer files beside it are taken along")->required();
    verb->add_option("--to", options->to, "a name in the project, or a folder that does not exist yet")->required();
    verb->add_option("--seed", options->seed, "equal seeds give equal weights");
    verb->callback([options, &context] { context.action = [options, &context] { return run(context, *options); }; });
}

} // namespace bafo::engine
