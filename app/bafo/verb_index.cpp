// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/verbs.h"
#include "core/runs/run_index.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdlib>

namespace bafo::app {
namespace {

/// The user's cache folder, by the XDG rules.
Result<Path> indexFile(const runs::Project &project)
{
    const char *cache = std::getenv("XDG_CACHE_HOME");
    const char *home = std::getenv("HOME");
    if (cache != nullptr && *cache == '/') {
        return Path(cache) / "bafo" / project.id() / "runs.sqlite";
    }
    if (home == nullptr || *home != '/') {
        return fail(ErrorCode::config, "neither XDG_CACHE_HOME nor HOME is set", "set HOME to your home folder");
    }
    return Path(home) / ".cache" / "bafo" / project.id() / "runs.sqlite";
}

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
