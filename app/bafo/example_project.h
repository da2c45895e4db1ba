// SPDX-License-Identifier: Apache-2.0
// The finished small project that comes with the program: what `init --example` makes a copy of.
#pragma once

#include "app/command_line/program.h"

namespace bafo::app {

/// Copies the example to `folder`, whole or not at all; a copy that is there already is left as it is (false). Fails
/// (config) where the program came without it, or where the folder holds something else.
[[nodiscard]] Result<bool> makeExample(command_line::VerbContext &context, const Path &folder);

} // namespace bafo::app
