// SPDX-License-Identifier: Apache-2.0
// What every verb that changes a dataset asks first.
#pragma once

#include "app/bafo/verbs.h"

#include <string>

namespace bafo::app {

/// Fails (inUse) where a living run reads the dataset.
[[nodiscard]] Result<void> checkNoRunReads(VerbContext &context, const std::string &dataset);

/// The folder disappears at once by a rename; a crash in between leaves a name that nobody lists. The caller holds its
/// lock.
[[nodiscard]] Result<void> dropDataset(VerbContext &context, const Path &folder);

} // namespace bafo::app
