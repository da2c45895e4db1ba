// SPDX-License-Identifier: Apache-2.0
// What every verb that changes a dataset asks first.
#pragma once

#include "app/bafo/verbs.h"

#include <string>

namespace bafo::app {

/// Fails (inUse) where a living run reads the dataset.
[[nodiscard]] Result<void> checkNoRunReads(VerbContext &context, const std::string &dataset);

} // namespace bafo::app
