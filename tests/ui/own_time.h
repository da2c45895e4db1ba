// SPDX-License-Identifier: GPL-3.0-or-later
// Work of a known length, however much of the processor others have.
#pragma once

#include <ctime>

namespace bafo {

/// Of this thread on the processor, in milliseconds.
inline double ownMs()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1000 + static_cast<double>(time.tv_nsec) * 1e-6;
}

/// Computes for that long.
inline void compute(double milliseconds)
{
    for (const double end = ownMs() + milliseconds; ownMs() < end;) { }
}

} // namespace bafo
