// SPDX-License-Identifier: Apache-2.0
// Where the events of one rank go: into the run's log for the leader, and for every rank into what it tells of itself.
#pragma once

#include "core/distributed/rank_progress.h"
#include "core/distributed/status_pipe.h"
#include "core/protocol/event_sink.h"

namespace bafo::distributed {

/// Steps and phases are noted in the progress. With a log everything goes there too; without one warnings go to the
/// status pipe and the rest is dropped: the leader tells the same. Thread-safe.
class RankEvents final : public protocol::EventSink {
public:
    RankEvents(protocol::EventSink *log, RankProgress &progress, StatusPipe &status)
        : m_log(log)
        , m_progress(progress)
        , m_status(status)
    {
    }

    Result<void> emit(const protocol::Event &event) override;
    Result<void> sync() override;

private:
    protocol::EventSink *m_log; ///< null for a rank that does not lead
    RankProgress &m_progress;
    StatusPipe &m_status;
};

} // namespace bafo::distributed
