// SPDX-License-Identifier: Apache-2.0
// The verb `model card`.
#pragma once

#include "app/bafo/verbs.h"

namespace bafo::app {

void addModelCard(CLI::App &family, VerbContext &context);

} // namespace bafo::app
