// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/engine_program.h"

#include "app/bafo/verbs.h"

#include <CLI/CLI.hpp>

#include <cerrno>
#include <cstring>

#include <unistd.h>

namespace bafo::app {

Result<Path> enginePath(VerbContext &context)
{
    const Path path = Path(context.programPath).parent_path() / "bafo-engine";
    if (!BAFO_TRY(context.files.status(path)).exists) {
        return fail(ErrorCode::config, "bafo-engine is not beside bafo (" + path.string() + ")",
                    "this needs the engine: build it with 'make build', or install the worker package");
    }
    return path;
}

Result<void> becomeEngine(VerbContext &context)
{
    const Path path = BAFO_TRY(enginePath(context));
    std::vector<std::string> texts{path.string()};
    texts.insert(texts.end(), context.arguments.begin(), context.arguments.end());
    std::vector<char *> argv;
    for (std::string &text : texts) {
        argv.push_back(text.data());
    }
    argv.push_back(nullptr);
    ::execv(path.c_str(), argv.data());
    return fail(ErrorCode::internal, "cannot start " + path.string() + ": " + std::strerror(errno),
                "run 'bafo-engine --help' to see what is missing");
}

void addEngineVerb(CLI::App &parent, const std::string &name, const std::string &help, VerbContext &context)
{
    CLI::App *verb = parent.add_subcommand(name, help);
    verb->set_help_flag();
    verb->prefix_command();
    verb->callback([&context] { context.action = [&context] { return becomeEngine(context); }; });
}

void addEngineVerbs(CLI::App &program, VerbContext &context)
{
    addEngineVerb(program, "eval", "measure a model on text", context);
    addEngineVerb(program, "generate", "complete a prompt", context);
    addEngineVerb(program, "chat", "talk with a model in the terminal", context);
    addEngineVerb(program, "serve", "answer questions of another program (JSON lines)", context);
}

} // namespace bafo::app
