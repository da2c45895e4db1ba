// SPDX-License-Identifier: Apache-2.0
// bafo-engine, the program that computes tensors.
#pragma once

#include "app/command_line/program.h"

#include <string>

namespace bafo::app {

/// Path of bafo-engine. Where its libraries lie apart, this process and what it starts know from now on where
/// (LD_LIBRARY_PATH). Fails (config) where it is not installed.
[[nodiscard]] Result<Path> enginePath(command_line::VerbContext &context);

/// Becomes bafo-engine with the same arguments; returns only where that fails.
[[nodiscard]] Result<void> becomeEngine(command_line::VerbContext &context);

/// A subcommand that bafo-engine carries out: listed here, parsed there.
void addEngineVerb(CLI::App &parent, const std::string &name, const std::string &help,
                   command_line::VerbContext &context);

} // namespace bafo::app
