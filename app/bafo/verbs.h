// SPDX-License-Identifier: Apache-2.0
// The verbs of bafo: one file each, one line in main's list.
#pragma once

#include "app/command_line/program.h"

namespace bafo::app {

using command_line::VerbContext;

void addConfig(CLI::App &program, VerbContext &context);
void addConfigFromLitgpt(CLI::App &family, VerbContext &context);
void addData(CLI::App &program, VerbContext &context);
void addDisk(CLI::App &program, VerbContext &context);
void addEngine(CLI::App &program, VerbContext &context);
void addEngineVerbs(CLI::App &program, VerbContext &context);
void addIndex(CLI::App &program, VerbContext &context);
void addInit(CLI::App &program, VerbContext &context);
void addModel(CLI::App &program, VerbContext &context);
void addModelVerify(CLI::App &family, VerbContext &context);
void addModelViews(CLI::App &family, VerbContext &context);
void addPlan(CLI::App &program, VerbContext &context);
void addRun(CLI::App &program, VerbContext &context);
void addStatus(CLI::App &program, VerbContext &context);
void addTokenizer(CLI::App &program, VerbContext &context);

} // namespace bafo::app
