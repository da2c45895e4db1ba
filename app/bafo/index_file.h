// SPDX-License-Identifier: Apache-2.0
// Where the run index of a project lies: in the user's cache folder.
#pragma once

#include "core/base/result.h"
#include "core/runs/project.h"

namespace bafo::app {

/// By the XDG rules. Fails (config) where neither XDG_CACHE_HOME nor HOME says where.
[[nodiscard]] Result<Path> indexFile(const runs::Project &project);

} // namespace bafo::app
