// SPDX-License-Identifier: Apache-2.0
// Starting a worker that owes nothing to whoever started it: a session of its own, and output that cannot block it.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::runs {

inline constexpr std::uint64_t kMaxOutputBytes = 8U << 20U;

/// Runs argv[0] (a path) in `workingFolder`, detached from terminal and parent. Its stdin is empty; stdout and stderr
/// go through a pipe to a small process that keeps the first half and the last half of `maxOutputBytes` of them in
/// `outputLog` and `outputLog`.1, drops the rest and never stops reading, also where the disk is full. SIGPIPE is
/// ignored in the worker, so it outlives that process too. Gives the worker's pid.
[[nodiscard]] Result<std::int64_t> launchDetached(const std::vector<std::string> &argv, const Path &workingFolder,
                                                  const Path &outputLog,
                                                  std::uint64_t maxOutputBytes = kMaxOutputBytes);

/// What the small process does: reads `descriptor` to its end. The first half of the room goes to `path` itself; what
/// comes later goes to `path`.1, which starts over whenever the other half is full.
void keepCapped(int descriptor, const Path &path, std::uint64_t maxBytes);

} // namespace bafo::runs
