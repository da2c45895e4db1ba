// SPDX-License-Identifier: Apache-2.0
// What a rank is at, written down where its work happens and read by the thread that tells the supervisor.
#pragma once

#include "core/distributed/rank_message.h"

#include <cstdint>
#include <mutex>
#include <string>

namespace bafo::distributed {

/// Thread-safe. One a process; collectives, events and the status pipe share it.
class RankProgress {
public:
    void noteStep(std::int64_t step);
    void notePhase(const std::string &phase);

    /// Around every collective, so that a rank that others wait for in vain can be told from those who wait.
    void enterCollective(const std::string &name);
    void leaveCollective();

    /// A collective failed because a peer went away, refused or did not come in time: the failure that follows is not
    /// this rank's own. For whoever implements collectives.
    void noteLostPeer();

    [[nodiscard]] bool hasLostPeer() const;
    [[nodiscard]] RankBeat now() const;

private:
    mutable std::mutex m_mutex;
    RankBeat m_beat;
    bool m_hasLostPeer = false;
};

/// One collective, from construction to destruction.
class InCollective {
public:
    InCollective(RankProgress &progress, const std::string &name)
        : m_progress(progress)
    {
        m_progress.enterCollective(name);
    }
    ~InCollective() { m_progress.leaveCollective(); }
    InCollective(const InCollective &) = delete;
    InCollective &operator=(const InCollective &) = delete;

private:
    RankProgress &m_progress;
};

} // namespace bafo::distributed
