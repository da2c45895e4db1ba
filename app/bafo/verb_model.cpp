// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/engine_program.h"
#include "app/bafo/model_card.h"
#include "app/bafo/verbs.h"

#include <CLI/CLI.hpp>

namespace bafo::app {

void addModel(CLI::App &program, VerbContext &context)
{
    CLI::App *model = program.add_subcommand("model", "the project's models");
    model->require_subcommand(1);
    addModelViews(*model, context);
    addModelVerify(*model, context);
    addModelCard(*model, context);
    addEngineVerb(*model, "import", "take in a GGUF file or a Hugging Face folder", context);
    addEngineVerb(*model, "init", "make a model with random weights", context);
    addEngineVerb(*model, "expand", "give a model rows for a grown tokenizer", context);
    addEngineVerb(*model, "logits", "write a model's logits for a text", context);
    addEngineVerb(*model, "merge", "put an adapter into its base", context);
    addEngineVerb(*model, "export", "write a Hugging Face folder", context);
}

} // namespace bafo::app
