// SPDX-License-Identifier: Apache-2.0
// How much main memory this machine has, and how much of it is free for something new.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <cstdint>
#include <string_view>

namespace bafo::plan {

struct MachineMemory {
    std::int64_t totalBytes = 0;
    std::int64_t availableBytes = 0; ///< without anything being swapped out, as the kernel reckons it
};

/// Of /proc/meminfo, and less where the limit of a control group is lower (a container, a batch job). Fails (data)
/// where the system has no such file.
[[nodiscard]] Result<MachineMemory> readMachineMemory(FileSystem &files);

/// Whether an NVIDIA driver runs here. A run whose device is not named computes on its devices then, and holds its
/// tensors in their memory, not in the machine's.
[[nodiscard]] bool hasGraphicsDriver(FileSystem &files);

/// Out of the text of /proc/meminfo; 0 for what it does not say.
[[nodiscard]] MachineMemory parseMachineMemory(std::string_view meminfo);

} // namespace bafo::plan
