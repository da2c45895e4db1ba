// SPDX-License-Identifier: Apache-2.0
// How much main memory this process holds, as the system counts it.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <string_view>

namespace bafo::train {

struct ProcessMemory {
    double residentMb = 0; ///< mebibytes resident now (VmRSS)
    double peakResidentMb = 0; ///< the most so far (VmHWM)
};

/// Reads /proc/self/status. Where the system has no such file both are 0.
[[nodiscard]] ProcessMemory readProcessMemory(FileSystem &files);

/// Out of the text of such a file.
[[nodiscard]] ProcessMemory parseProcessMemory(std::string_view status);

} // namespace bafo::train
