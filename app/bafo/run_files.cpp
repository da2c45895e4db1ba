// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/run_options.h"
#include "app/bafo/words.h"
#include "core/runs/file_lock.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace bafo::app {
namespace {

/// A copy of the configuration for another run: into a file, or to stdout.
Result<void> cloneRun(VerbContext &context, const runs::RunFolder &run, const std::string &to)
{
    const std::string text = BAFO_TRY(context.files.readFile(run.configFile(), 1U << 20U));
    if (to.empty()) {
        context.printer.result(text);
        context.printer.json({{"run", run.id()}, {"yaml", text}});
        return {};
    }
    if (BAFO_TRY(context.files.status(to)).exists) {
        return fail(ErrorCode::config, to + " exists already", "name another file");
    }
    BAFO_TRY(writeFileAtomically(context.files, to, text));
    context.printer.say("wrote " + to + ": change it, then 'bafo run start " + to + "'");
    context.printer.json({{"run", run.id()}, {"config", to}});
    return {};
}

/// The folder disappears at once by a rename; a crash in between leaves a name that nobody lists.
Result<void> removeRun(VerbContext &context, const runs::RunFolder &run)
{
    const std::uint64_t size = BAFO_TRY(treeSizeBytes(context.files, run.path()));
    {
        const auto lock = BAFO_TRY(runs::FileLock::tryAcquire(run.lockFile()));
        const auto status = BAFO_TRY(runs::statusOf(context.files, run, context.clock));
        if (!lock || status.hasProcess) {
            return fail(ErrorCode::inUse, "run " + run.id() + " is running",
                        "'bafo run cancel " + run.id() + "' ends it");
        }
        const Path gone = run.path().parent_path() / (".del-" + run.id());
        BAFO_TRY(context.files.removeTree(gone));
        BAFO_TRY(context.files.rename(run.path(), gone));
        BAFO_TRY(context.files.removeTree(gone));
    }
    context.printer.say("removed run " + run.id() + ": " + sizeInWords(size) + " freed");
    context.printer.json({{"run", run.id()}, {"freed_bytes", size}});
    return {};
}

} // namespace

void addRunFiles(CLI::App &family, VerbContext &context)
{
    const auto to = std::make_shared<std::string>();
    CLI::App *clone = addRunVerb(family, "clone", "the configuration of a run, for another one", context,
                                 [to](auto &verbContext, const auto &run) { return cloneRun(verbContext, run, *to); });
    clone->add_option("--to", *to, "a new YAML file; else to stdout");
    addRunVerb(family, "rm", "remove a run with its log and checkpoints; tells what is freed", context, removeRun);
}

} // namespace bafo::app
