// SPDX-License-Identifier: Apache-2.0
// `model import | init | expand | logits | merge | verify | export`: the verbs on models that need tensors.
#pragma once

namespace CLI {
class App;
}

namespace bafo::command_line {
struct VerbContext;
}

namespace bafo::engine {

/// Members of the family `model`, each a file of its own.
void addModelExpand(CLI::App &family, command_line::VerbContext &context);
void addModelImport(CLI::App &family, command_line::VerbContext &context);
void addModelInit(CLI::App &family, command_line::VerbContext &context);
void addModelExport(CLI::App &family, command_line::VerbContext &context);
void addModelLogits(CLI::App &family, command_line::VerbContext &context);
void addModelMerge(CLI::App &family, command_line::VerbContext &context);
void addModelVerify(CLI::App &family, command_line::VerbContext &context);

} // namespace bafo::engine
