// SPDX-License-Identifier: Apache-2.0
// Starting the ranks of a run and reaching them, wherever they are: on this machine by processes of its own.
#pragma once

#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace bafo::distributed {

/// What became of a rank's process.
struct RankProcess {
    enum class State { running, exited, killed };

    State state = State::running;
    int number = 0; ///< exit code, or the signal that killed it

    [[nodiscard]] bool hasEnded() const { return state != State::running; }
};

/// One thread: that which makes it, starts ranks and outlives them. Ranks are numbered by their first start() from 0
/// on.
class RankLauncher {
public:
    virtual ~RankLauncher() = default;

    /// Starts the next rank with these arguments behind the program's name. It ends at once when this process does,
    /// however that ends.
    virtual Result<void> start(const std::vector<std::string> &arguments) = 0;

    /// Comes back when a rank may have something to tell or has ended, at the latest after `limit`.
    virtual void wait(std::chrono::milliseconds limit) = 0;

    virtual RankProcess poll(int rank) = 0;

    /// Its number on this machine; 0 where it is on another.
    [[nodiscard]] virtual std::int64_t processOf(int rank) const = 0;

    /// Bytes that came on the rank's status pipe since; at most a few tens of KiB a call, so that a rank that never
    /// stops talking does not keep the others waiting. What a rank wrote before poll() saw it end is there.
    virtual std::string readStatus(int rank) = 0;

    /// Sends a signal to a rank that has not ended. SIGKILL goes to everything that the rank has started too.
    virtual void signal(int rank, int number) = 0;
};

} // namespace bafo::distributed
