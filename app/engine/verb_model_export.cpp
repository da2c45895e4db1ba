// SPDX-License-Identifier: Apache-2.0
#include "app/engine/model_arguments.h"
#include "app/engine/verb_model.h"
#include "core/exchange/four_bit_export.h"
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
    std::string format = "safetensors";
};

Result<void> run(const command_line::VerbContext &context, const Options &options)
{
    const FoundModel found = BAFO_TRY(findModelAndBase(context, options.model));
    const auto reader = BAFO_TRY(exchange::exportReaderOf(options.reader));
    const auto architectures = architectures::makeArchitectures();
    if (options.format != "safetensors" && options.format != "bnb-4bit") {
        return fail(ErrorCode::config, "'" + options.format + "' is no format of exported models",
                    "known: safetensors, bnb-4bit");
    }
    if (options.format == "bnb-4bit" && (found.adapter || reader == exchange::ExportReader::llamaCpp)) {
        return fail(ErrorCode::config, "bnb-4bit is for whole models that transformers reads",
                    "merge an adapter first with 'bafo model merge'; leave --for llama.cpp out");
    }
    if (found.adapter) {
        const auto base = BAFO_TRY(exchange::ModelFolder::open(context.files, found.base, architectures));
        tellMade(context.printer,
                 BAFO_TRY(exchange::exportAdapter(context.files, found.adapter->path(), base, options.to)));
        return {};
    }
    const Path &from = found.base;
    if (options.format == "bnb-4bit") {
        tellMade(context.printer, BAFO_TRY(exchange::exportInFourBits(context.files, from, options.to, architectures)));
        return {};
    }
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
    verb->add_option("--format", options->format,
                     "safetensors (fp32), or bnb-4bit: NF4 as bitsandbytes packs it, an eighth of the size");
    verb->callback([options, &context] { context.action = [options, &context] { return run(context, *options); }; });
}

} // namespace bafo::engine
