// SPDX-License-Identifier: Apache-2.0
// Tells every few seconds that the process lives, and how long ago the trainer last got something done.
#pragma once

#include "core/base/clock.h"
#include "core/protocol/event_sink.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <thread>

namespace bafo::train {

/// A thread of its own from construction to destruction. A log that cannot be written does not end it: the trainer
/// finds that out at its next event. noteStep is thread-safe.
class Heartbeat {
public:
    Heartbeat(protocol::EventSink &events, const Clock &clock, std::chrono::milliseconds interval);
    ~Heartbeat();
    Heartbeat(const Heartbeat &) = delete;
    Heartbeat &operator=(const Heartbeat &) = delete;

    /// A step, or another piece of work that may take long, has just ended.
    void noteStep(std::int64_t step);

private:
    void beat(std::stop_token stop);

    protocol::EventSink &m_events;
    const Clock &m_clock;
    std::chrono::milliseconds m_interval;
    std::atomic<std::int64_t> m_step = 0;
    std::atomic<std::int64_t> m_lastStepMs;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_thread; ///< last: it uses all above
};

} // namespace bafo::train
