// SPDX-License-Identifier: Apache-2.0
// How much processor time this process has used.
#pragma once

#include <sys/resource.h>

namespace bafo::bench {

/// Of all its threads, in its own code and in the kernel.
inline double processSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace bafo::bench
