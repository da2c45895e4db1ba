// SPDX-License-Identifier: Apache-2.0
#include "app/command_line/program.h"

#include "core/base/check.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <new>

namespace bafo::command_line {
namespace {

/// CLI11's words for wrong usage, with our exit code: 0 for --help, 2 for anything wrong.
int explainUsage(CLI::App &app, const CLI::ParseError &error, Printer &printer)
{
    if (error.get_exit_code() == 0) {
        return app.exit(error, std::cout, std::cerr);
    }
    CLI::App *deepest = &app;
    while (!deepest->get_subcommands().empty()) {
        deepest = deepest->get_subcommands().front();
    }
    std::string path;
    for (const CLI::App *step = deepest; step != nullptr; step = step->get_parent()) {
        path = step->get_name() + (path.empty() ? "" : " " + path);
    }
    const Error wrong{ErrorCode::config, error.what(), "'" + path + " --help' tells what it takes"};
    printer.error(wrong);
    return exitCodeOf(wrong.code);
}

Result<void> runVerb(const VerbContext &context, const ProgramDescription &program)
{
    try {
        return context.action();
    } catch (const CheckFailed &error) {
        return fail(ErrorCode::internal, error.what(), "this is a mistake in " + program.name + ": please report it");
    } catch (const std::exception &error) {
        if (program.explain) {
            if (auto known = program.explain(error)) {
                return fail(std::move(*known));
            }
        }
        if (dynamic_cast<const std::bad_alloc *>(&error) != nullptr) {
            return fail(ErrorCode::outOfMemory, "the memory of this machine is used up",
                        "close other programs, or lower micro_batch and sequence_length");
        }
        return fail(ErrorCode::internal, error.what(), "this is a mistake in " + program.name + ": please report it");
    }
}

std::string pathOfThisProgram(const char *argv0)
{
    std::error_code error;
    const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? std::string(argv0) : path.string();
}

} // namespace

Result<runs::Project> VerbContext::project() const
{
    return projectOption.empty() ? runs::Project::find(files, std::filesystem::current_path())
                                 : runs::Project::open(files, projectOption);
}

Result<std::optional<runs::Project>> VerbContext::projectIfAny() const
{
    if (!projectOption.empty()) {
        return std::optional(BAFO_TRY(runs::Project::open(files, projectOption)));
    }
    for (Path folder = std::filesystem::current_path();; folder = folder.parent_path()) {
        if (BAFO_TRY(files.status(folder / runs::kProjectFileName)).exists) {
            return std::optional(BAFO_TRY(runs::Project::open(files, folder)));
        }
        if (folder == folder.parent_path()) {
            return std::optional<runs::Project>();
        }
    }
}

CLI::App *addVerb(CLI::App &parent, const std::string &name, const std::string &help, VerbContext &context)
{
    CLI::App *verb = parent.add_subcommand(name, help);
    verb->add_flag_callback(
        "--json", [&context] { context.printer.setJson(true); }, "machine-readable output on stdout");
    verb->add_option("--project", context.projectOption,
                     "the project's folder; else it is looked for upwards from here");
    return verb;
}

int runProgram(int argc, char **argv, const ProgramDescription &program)
{
    Printer printer(std::cout, std::cerr);
    PosixFileSystem files;
    const SystemClock clock;
    VerbContext context{.files = files, .clock = clock, .printer = printer};
    context.programPath = pathOfThisProgram(argv[0]);
    context.arguments.assign(argv + 1, argv + argc);

    CLI::App app(program.about, program.name);
    app.set_version_flag("--version", program.name + " " + program.version);
    app.require_subcommand(1);
    app.option_defaults()->always_capture_default();
    for (const Verb &verb : program.verbs) {
        verb.add(app, context);
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        // Parsing ended before it came to the flag, or at a verb that does not exist.
        printer.setJson(std::ranges::find(context.arguments, "--json") != context.arguments.end());
        return explainUsage(app, error, printer);
    }
    if (!context.action) {
        printer.error({ErrorCode::config, "nothing to do", "'" + program.name + " --help' lists the verbs"});
        return exitCodeOf(ErrorCode::config);
    }
    const auto result = runVerb(context, program);
    if (!result) {
        printer.error(result.error());
        return exitCodeOf(result.error().code);
    }
    return 0;
}

} // namespace bafo::command_line
