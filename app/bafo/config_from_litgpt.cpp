// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/verbs.h"

#include "core/config/litgpt_run.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace bafo::app {
namespace {

struct Options {
    std::string file;
    std::string dataset;
    std::string to;
};

Result<void> run(VerbContext &context, const Options &options)
{
    const std::string text = BAFO_TRY(context.files.readFile(options.file, 1U << 20U));
    const auto translated = config::runConfigFromLitgpt(text, options.dataset);
    if (!translated) {
        return fail(translated.error().code, options.file + ": " + translated.error().message, translated.error().hint);
    }
    for (const std::string &warning : translated->warnings) {
        context.printer.say("warning: " + warning);
    }
    const std::string yaml = config::toYaml(translated->config);
    if (options.to.empty()) {
        context.printer.result(yaml);
    } else {
        if (BAFO_TRY(context.files.status(options.to)).exists) {
            return fail(ErrorCode::config, options.to + " already exists", "name a file that does not exist yet");
        }
        BAFO_TRY(writeFileAtomically(context.files, options.to, yaml));
        context.printer.say("the configuration is in " + options.to);
    }
    context.printer.json({{"yaml", yaml}, {"warnings", translated->warnings}, {"path", options.to}});
    return {};
}

} // namespace

void addConfigFromLitgpt(CLI::App &family, VerbContext &context)
{
    const auto options = std::make_shared<Options>();
    CLI::App *verb = addVerb(family, "from-litgpt", "make a run configuration of LitGPT's", context);
    verb->add_option("config", options->file, "a YAML file of LitGPT: config_hub/*.yaml, hyperparameters.yaml")
        ->required();
    verb->add_option("--dataset", options->dataset, "the dataset of this project that is read");
    verb->add_option("--to", options->to, "a file to write; otherwise it goes to stdout");
    verb->callback([&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

} // namespace bafo::app
