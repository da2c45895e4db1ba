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
    std::string model;
    std::string to;
    std::string reader = "transformers";
};

Result<void> run(const command_line::VerbContext &context, const Options &options)
{
    const FoundModel found = BAFO_TRY(findModelAndBase(context, options.model));
    const auto reader = BAFO_TRY(exchange::exportReaderOf(options.reader));
    const auto architectures = architectures::makeArchitectures();
    if (found.adapter) {
        const auto base = BAFO_TRY(exchange::ModelFolder::open(context.files, found.base, architectures));
        tellMade(context.printer,
                 BAFO_TRY(exchange::exportAdapter(context.files, found.adapter->path(), base, options.to)));
        return {};
    }
    const Path &from = found.base;
    tellMade(context.printer, BAFO_TRY(exchange::exportModel(context.files, from, options.to, architectures, reader)));
    return {};
}

} // namespace

void addModelExport(CLI::App &family, command_line::VerbContext &context)
{
    auto options = std::make_shared<Options>();
    CLI::App *verb = command_line::addVerb(
        family, "export", "write a Hugging Face folder that transformers loads, or of an adapter one that PEFT loads",
        context);
    verb->add_option("model", options->model, "a model of the project, or a folder")->required();
    verb->add_option("--to", options->to, "a folder that does not exist yet")->required();
    verb->add_option(
        "--for", options->reader,
        "who reads it: transformers, or llama.cpp's convert_hf_to_gguf.py, for which a model that it would "
        "change without a word is refused");
    verb->callback([options, &context] { context.action = [options, &context] { return run(context, *options); }; });
}

} // namespace bafo::engine
