// SPDX-License-Identifier: Apache-2.0
// The verbs that need tensors, one function and one file each (verb_<name>.cpp). A new one is also a line in main.cpp.
#pragma once

#include "app/command_line/program.h"

namespace bafo::engine {

void addChat(CLI::App &program, command_line::VerbContext &context);
void addDeviceCheck(CLI::App &program, command_line::VerbContext &context);
void addDevices(CLI::App &program, command_line::VerbContext &context);
void addEval(CLI::App &program, command_line::VerbContext &context);
void addGenerate(CLI::App &program, command_line::VerbContext &context);
void addModel(CLI::App &program, command_line::VerbContext &context);
void addRunRank(CLI::App &program, command_line::VerbContext &context);
void addRunWorker(CLI::App &program, command_line::VerbContext &context);
void addServe(CLI::App &program, command_line::VerbContext &context);

} // namespace bafo::engine
