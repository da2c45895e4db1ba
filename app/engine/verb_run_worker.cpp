// SPDX-License-Identifier: Apache-2.0
#include "app/engine/run_worker.h"
#include "app/engine/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace bafo::engine {

void addRunWorker(CLI::App &program, command_line::VerbContext &context)
{
    CLI::App *verb = command_line::addVerb(
        program, "run-worker", "work on a run, from its last checkpoint on; 'bafo run start' does this", context);
    const auto folder = std::make_shared<std::string>();
    verb->add_option("RUN_FOLDER", *folder, "the run's folder in its project")->required();
    verb->callback([&context, folder] {
        context.action
            = [&context, folder] { return runWorker(context.files, context.clock, *folder, context.programPath); };
    });
}

} // namespace bafo::engine
