// SPDX-License-Identifier: Apache-2.0
#include "app/engine/verb_model.h"

#include "app/engine/verbs.h"

#include <CLI/CLI.hpp>

namespace bafo::engine {

void addModel(CLI::App &program, command_line::VerbContext &context)
{
    CLI::App *family = program.add_subcommand("model", "make, convert and look into models");
    family->require_subcommand(1);
    addModelImport(*family, context);
    addModelInit(*family, context);
    addModelExpand(*family, context);
    addModelExport(*family, context);
    addModelLogits(*family, context);
    addModelMerge(*family, context);
    addModelVerify(*family, context);
}

} // namespace bafo::engine
