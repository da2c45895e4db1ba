// SPDX-License-Identifier: Apache-2.0
// A rank's end of its status pipe: beats by itself, and carries warnings and the rank's last word.
#pragma once

#include "core/distributed/rank_message.h"
#include "core/distributed/rank_progress.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace bafo::distributed {

inline constexpr std::chrono::milliseconds kBeatInterval(1000);

/// A thread of its own from construction to destruction; the first beat comes at once. A pipe that nobody reads costs
/// beats, never the rank: they are dropped where it is full, warnings and the report are tried for a while.
/// Thread-safe.
class StatusPipe {
public:
    /// Takes the descriptor over; it is not inherited by what the rank starts. -1: nobody watches, all is dropped.
    StatusPipe(int descriptor, const RankProgress &progress, std::chrono::milliseconds interval = kBeatInterval);
    ~StatusPipe();
    StatusPipe(const StatusPipe &) = delete;
    StatusPipe &operator=(const StatusPipe &) = delete;

    void warn(const protocol::Warning &warning);

    /// The rank's last word; nothing is told after it.
    void report(const RankReport &report);

private:
    void beat(std::stop_token stop);
    void put(const RankMessage &message, std::chrono::milliseconds patience);

    int m_descriptor;
    const RankProgress &m_progress;
    std::chrono::milliseconds m_interval;
    std::mutex m_writing;
    bool m_hasReported = false; ///< under m_writing
    std::mutex m_sleeping;
    std::condition_variable_any m_wake;
    std::jthread m_thread; ///< last: it uses all above
};

} // namespace bafo::distributed
