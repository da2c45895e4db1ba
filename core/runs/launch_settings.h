// SPDX-License-Identifier: Apache-2.0
// launch.json of a run: how it is started on this machine. Not part of its configuration: the same run may go on with
// another number of processes, here or elsewhere, and computes the same (on another kind of device but for rounding).
//
// Goals: `run resume` starts as last time; a run folder without the file is a run of one process. Non-goals: anything
// that changes a result (config.yaml), other hosts (a later version adds them). Rejected: arguments of the worker,
// which a resume from the window or the queue would have to know.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/runs/run_folder.h"

#include <cstdint>
#include <string>

namespace bafo::runs {

inline constexpr std::int64_t kMaxRanks = 64; ///< processes on one machine
inline constexpr std::int64_t kDefaultRankTimeoutSeconds = 30;
inline constexpr std::int64_t kMaxRankTimeoutSeconds = 3600;
inline constexpr const char *kDeviceAuto = "auto"; ///< CUDA where the machine has it, else the processor
inline constexpr const char *kDeviceCpu = "cpu";
inline constexpr const char *kDeviceCuda = "cuda"; ///< each rank one; a run without one fails

struct LaunchSettings {
    std::int64_t numRanks = 1;
    std::int64_t rankTimeoutSeconds = kDefaultRankTimeoutSeconds; ///< a rank without a word for so long is given up
    std::string device = kDeviceAuto;

    bool operator==(const LaunchSettings &) const = default;
};

/// Fails (config) where a number is beyond what can be, or there is no such kind of device.
[[nodiscard]] Result<void> checkLaunchSettings(const LaunchSettings &settings);

/// The defaults where there is no such file. Fails (data) where it is damaged: nobody guesses how many ranks a run has.
[[nodiscard]] Result<LaunchSettings> readLaunchSettings(FileSystem &files, const RunFolder &run);

[[nodiscard]] Result<void> writeLaunchSettings(FileSystem &files, const RunFolder &run, const LaunchSettings &settings);

} // namespace bafo::runs
