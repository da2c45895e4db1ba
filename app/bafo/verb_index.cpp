// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/index_file.h"
#include "app/bafo/verbs.h"
#include "core/runs/run_index.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace bafo::app {
namespace {

Result<void> rebuild(VerbContext &context)
{
    const auto project = BAFO_TRY(context.project());
    const Path file = BAFO_TRY(indexFile(project));
    const auto index = BAFO_TRY(runs::rebuildRunIndex(context.files, file, project));
    const auto all = BAFO_TRY(index.runs());
    context.printer.say(fmt::format("run index made anew from {} logs: {}", all.size(), file.string()));
    context.printer.json({{"index", file.string()}, {"runs", all.size()}});
    return {};
}

} // namespace

void addIndex(CLI::App &program, VerbContext &context)
{
    CLI::App *family = program.add_subcommand("index", "the run index, a copy of the logs in the cache folder");
    family->require_subcommand(1);
    addVerb(*family, "rebuild", "make it anew from the event logs", context)->callback([&context] {
        context.action = [&context] { return rebuild(context); };
    });
}

} // namespace bafo::app
