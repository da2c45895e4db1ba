// SPDX-License-Identifier: Apache-2.0
#include "app/engine/interrupts.h"
#include "app/engine/speaking.h"
#include "app/engine/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace bafo::engine {
namespace {

struct Options {
    std::string model;
    std::string prompt;
    bool parsesSpecial = false;
    generate::GenerationOptions generation = {.sampling = {.temperature = 0.8, .topP = 0.95}, .maxNewTokens = 128};
};

Result<void> run(const command_line::VerbContext &context, const Options &options)
{
    BAFO_TRY(generate::checkSamplingOptions(options.generation.sampling));
    Interrupts interrupts;
    const auto speaker = BAFO_TRY(Speaker::make(context, options.model));
    const auto prompt = speaker->loaded().tokenizer->encode(options.prompt, {.parseSpecial = options.parsesSpecial});
    context.printer.result(options.prompt);
    const Answer answer = BAFO_TRY(speaker->answer(prompt, options.generation, interrupts.beginAnswer()));
    context.printer.result("\n");
    tellDone(context.printer, answer);
    if (answer.generation.stopReason == generate::StopReason::cancelled) {
        return fail(ErrorCode::cancelled, "stopped by Ctrl+C", "");
    }
    return {};
}

} // namespace

void addGenerate(CLI::App &program, command_line::VerbContext &context)
{
    auto options = std::make_shared<Options>();
    CLI::App *verb = command_line::addVerb(program, "generate", "complete a prompt", context);
    verb->add_option("model", options->model, "a model of the project, or a folder")->required();
    verb->add_option("--prompt", options->prompt, "the text to go on from")->required();
    verb->add_flag("--special", options->parsesSpecial, "names of special tokens in the prompt mean those tokens");
    addSamplingOptions(*verb, options->generation);
    verb->callback([options, &context] { context.action = [options, &context] { return run(context, *options); }; });
}

} // namespace bafo::engine
