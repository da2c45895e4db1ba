// SPDX-License-Identifier: Apache-2.0
// A model folder that is an adapter, and the whole model that it belongs to.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/runs/project.h"

#include <string>
#include <string_view>

namespace bafo::runs {

inline constexpr std::string_view kAdapterConfigName = "adapter_config.json"; ///< PEFT's

/// Whether the folder holds an adapter instead of a whole model.
[[nodiscard]] Result<bool> isAdapter(FileSystem &files, const Path &folder);

/// The base of an adapter, as its lineage names it: in the project's models, else beside the adapter. Fails (data)
/// where the lineage names none, it is gone, or is itself an adapter. Whether it is still the same model is for whoever
/// opens both.
[[nodiscard]] Result<Path> resolveBase(FileSystem &files, const Project *project, const Path &adapter);

} // namespace bafo::runs
