// SPDX-License-Identifier: Apache-2.0
// How much memory this process holds, and how much it held at most since it last asked to forget that.
#pragma once

#include <cstdlib>
#include <fstream>
#include <string>

namespace bafo::bench {

inline double statusMb(const std::string &key)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(key)) {
            return static_cast<double>(std::strtoll(line.c_str() + key.size(), nullptr, 10)) * 1024e-6;
        }
    }
    return 0;
}

inline double residentMb()
{
    return statusMb("VmRSS:");
}

/// Since start, or since forgetPeak().
inline double peakMb()
{
    return statusMb("VmHWM:");
}

inline void forgetPeak()
{
    std::ofstream("/proc/self/clear_refs") << "5";
}

} // namespace bafo::bench
