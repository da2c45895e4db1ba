// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/engine_program.h"

#include "app/bafo/engine_place.h"
#include "app/bafo/verbs.h"
#include "app/bafo/words.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <unistd.h>

namespace bafo::app {

namespace {

/// What is started from here looks there first; its own children do too, which is right: they are the engine as well.
void findLibrariesIn(const Path &folder)
{
    constexpr auto kName = "LD_LIBRARY_PATH";
    const char *before = std::getenv(kName);
    const std::string own = (folder / "torch" / "lib").string();
    ::setenv(kName, (before == nullptr || *before == '\0' ? own : own + ":" + before).c_str(), 1);
}

} // namespace

Result<Path> enginePath(VerbContext &context)
{
    const EngineParts parts = BAFO_TRY(parseEngineParts(kEnginePartsText));
    const EnginePlace place = BAFO_TRY(findEngine(context, parts));
    if (place.state == EngineState::unavailable) {
        return fail(ErrorCode::config, "this needs the engine, and bafo-engine is not beside " + context.programPath,
                    "build it with 'make build', or install the package of a build that has it");
    }
    if (place.state != EngineState::ready) {
        return fail(ErrorCode::config, "this needs the engine, which is not on this computer yet",
                    "'bafo engine install' fetches it (" + sizeInWords(parts.downloadBytes() - place.keptBytes) + ")");
    }
    if (!place.libraries.empty()) {
        findLibrariesIn(place.libraries);
    }
    return place.program;
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
    verb->callback([&context] {
        // Parsed there, but where the engine is missing the error is told here.
        context.printer.setJson(std::ranges::find(context.arguments, "--json") != context.arguments.end());
        context.action = [&context] { return becomeEngine(context); };
    });
}

void addEngineVerbs(CLI::App &program, VerbContext &context)
{
    addEngineVerb(program, "generate", "complete a prompt", context);
    addEngineVerb(program, "chat", "talk with a model in the terminal", context);
    addEngineVerb(program, "devices", "what this machine can compute on, and why not on more", context);
    addEngineVerb(program, "serve", "answer questions of another program (JSON lines)", context);
}

} // namespace bafo::app
