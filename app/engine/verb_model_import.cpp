// SPDX-License-Identifier: Apache-2.0
#include "app/engine/checkpoint_model.h"
#include "app/engine/model_arguments.h"
#include "app/engine/verb_model.h"
#include "core/exchange/adapter_folder.h"
#include "core/exchange/litgpt_adapter.h"
#include "core/exchange/model_import.h"
#include "core/runs/adapter_base.h"
#include "plugins/architectures/architectures.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <optional>

namespace bafo::engine {
namespace {

struct Options {
    std::string source;
    std::string base;
    std::string to;
};

Result<void> importAdapter(const command_line::VerbContext &context, const Options &options, const Path &to)
{
    if (options.base.empty()) {
        return fail(ErrorCode::config, options.source + " is an adapter", "say of which model with --base");
    }
    const auto architectures = architectures::makeArchitectures();
    const Path basePath = BAFO_TRY(findModel(context, options.base));
    const auto base = BAFO_TRY(exchange::ModelFolder::open(context.files, basePath, architectures));
    context.printer.say("importing " + options.source);
    const auto litgpt = BAFO_TRY(exchange::litgptAdapterIn(context.files, options.source));
    tellMade(context.printer,
             BAFO_TRY(litgpt ? exchange::importLitgptAdapter(context.files, *litgpt, base, to)
                             : exchange::importAdapter(context.files, options.source, base, to)));
    return {};
}

Result<void> run(const command_line::VerbContext &context, const Options &options)
{
    const Path to = BAFO_TRY(placeForModel(context, options.to));
    const auto architectures = architectures::makeArchitectures();
    const bool isLitgptAdapter = BAFO_TRY(exchange::litgptAdapterIn(context.files, options.source)).has_value();
    if (isLitgptAdapter || BAFO_TRY(runs::isAdapter(context.files, options.source))) {
        return importAdapter(context, options, to);
    }
    if (!options.base.empty()) {
        return fail(ErrorCode::config, "--base is for adapters, and " + options.source + " is none",
                    "leave --base out, or name a folder with adapter_config.json or LitGPT's lit_model.pth.lora");
    }
    const auto project = BAFO_TRY(context.projectIfAny());
    const std::optional<checkpoint::Found> checkpoint
        = BAFO_TRY(findCheckpoint(context.files, project ? &*project : nullptr, options.source));
    context.printer.say("importing " + (checkpoint ? checkpoint->folder.string() : options.source));
    if (checkpoint) {
        exchange::MadeModel made = BAFO_TRY(importCheckpoint(context.files, checkpoint->folder, to));
        for (const checkpoint::PassedOver &passedOver : checkpoint->passedOver) {
            made.warnings.push_back("a newer saved point was passed over: " + passedOver.reason);
        }
        tellMade(context.printer, made);
        return {};
    }
    tellMade(context.printer, BAFO_TRY(exchange::importModel(context.files, options.source, to, architectures)));
    return {};
}

} // namespace

void addModelImport(CLI::App &family, command_line::VerbContext &context)
{
    auto options = std::make_shared<Options>();
    CLI::App *verb = command_line::addVerb(
        family, "import",
        "make a model folder out of a GGUF file, a Hugging Face folder, a LitGPT checkpoint, an adapter of PEFT or "
        "LitGPT, or a saved point of a run",
        context);
    verb->add_option("source", options->source,
                     "a .gguf file (F32, F16, BF16, Q8_0, Q4_0, Q4_1), a folder with config.json and safetensors, or "
                     "LitGPT's lit_model.pth or its folder (with model_config.yaml), or a folder that PEFT saved or "
                     "LitGPT's lit_model.pth.lora "
                     "(with --base), "
                     "or a run's id (its newest saved point), or one of its folders checkpoints/step-N")
        ->required();
    verb->add_option("--base", options->base, "of an adapter: the model that it was trained on");
    verb->add_option("--to", options->to, "a name in the project, or a folder that does not exist yet")->required();
    verb->callback([options, &context] { context.action = [options, &context] { return run(context, *options); }; });
}

} // namespace bafo::engine
