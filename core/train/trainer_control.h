// SPDX-License-Identifier: Apache-2.0
// What a running trainer is asked to do: requests come from other threads and are answered at step boundaries.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

namespace bafo::train {

enum class RequestKind {
    pause, ///< save, then wait for resume, cancel or stop
    resume, ///< go on
    checkpointNow, ///< save and go on
    cancel, ///< end now; what was not saved is lost
    stop, ///< save, then end: what SIGTERM asks for
};

struct Request {
    RequestKind kind = RequestKind::stop;
    std::string commandId; ///< empty where no command asked, but a signal
};

/// A queue with one reader, the trainer. Thread-safe.
class TrainerControl {
public:
    void post(Request request);

    /// The oldest request, if there is one.
    std::optional<Request> poll();

    /// Waits for the next request, at most so long.
    std::optional<Request> waitFor(std::chrono::milliseconds timeout);

private:
    std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::deque<Request> m_requests;
};

} // namespace bafo::train
