// SPDX-License-Identifier: Apache-2.0
// What both programs have in common: a list of verbs, --json and --project, exit codes, the one place that catches.
#pragma once

#include "app/command_line/printer.h"
#include "core/base/clock.h"
#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/runs/project.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace bafo::command_line {

/// What a verb works with, borrowed from main. Lives as long as the program.
struct VerbContext {
    FileSystem &files;
    const Clock &clock;
    Printer &printer;
    std::string programPath = {}; ///< of the running binary, resolved: the other one lies beside it
    std::vector<std::string> arguments = {}; ///< as the program was called, without its name
    std::string projectOption = {}; ///< --project DIR; empty: look upwards from the current folder
    std::function<Result<void>()> action = {}; ///< set by the chosen verb's callback, run after parsing

    /// The project that the verb works in. Fails (config) where there is none.
    [[nodiscard]] Result<runs::Project> project() const;

    /// The same, but nothing where there is none and --project was not given: for verbs that also take paths.
    [[nodiscard]] Result<std::optional<runs::Project>> projectIfAny() const;
};

/// One verb, or one family of verbs ("run" with start, list, ...). add() registers a CLI11 subcommand with its options
/// and a callback that sets context.action; options live in a shared_ptr that the callback holds.
struct Verb {
    std::string name;
    void (*add)(CLI::App &program, VerbContext &context);
};

struct ProgramDescription {
    std::string name;
    std::string about;
    std::string version;
    std::span<const Verb> verbs;

    /// Tried on every exception that leaves a verb: gives the Error for those it knows (LibTorch's, in the engine),
    /// nothing for others. May be empty.
    std::function<std::optional<Error>(const std::exception &)> explain = {};
};

/// Parses, runs the verb, prints its error, and gives the exit code: 0; 2 for wrong usage or configuration; else
/// exitCodeOf. bad_alloc is out of memory; an exception nobody knows is internal (70).
int runProgram(int argc, char **argv, const ProgramDescription &program);

/// Adds a subcommand whose --help also has --json and --project.
CLI::App *addVerb(CLI::App &parent, const std::string &name, const std::string &help, VerbContext &context);

} // namespace bafo::command_line
