// SPDX-License-Identifier: Apache-2.0
// SIGTERM and SIGINT as what they ask a worker for: save, then stop.
#pragma once

#include <functional>
#include <stop_token>
#include <thread>

namespace bafo::engine {

/// Blocks both signals for this thread and all that it starts later, so make it before any other thread, and waits for
/// them on a thread of its own until destroyed; `onStop` is called there.
class StopSignals {
public:
    explicit StopSignals(std::function<void()> onStop);
    StopSignals(const StopSignals &) = delete;
    StopSignals &operator=(const StopSignals &) = delete;

private:
    void wait(const std::stop_token &stop);

    std::function<void()> m_onStop;
    std::jthread m_thread;
};

} // namespace bafo::engine
