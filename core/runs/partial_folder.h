// SPDX-License-Identifier: Apache-2.0
// Folders that are being written, and what is left of them where the writer was killed.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace bafo::runs {

/// ".<name>.bafo-partial-<pid>", beside the place that the folder shall have. The mark names this program: another's
/// hidden folders are no business of ours.
[[nodiscard]] std::string partialFolderName(std::string_view name, std::int64_t pid);

/// Removes those in `parent` whose process no longer runs; tells the bytes that this freed.
[[nodiscard]] Result<std::uint64_t> removeAbandonedFolders(FileSystem &files, const Path &parent);

} // namespace bafo::runs
