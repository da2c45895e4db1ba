// SPDX-License-Identifier: Apache-2.0
// Watches the ranks of a run until all of them have ended, and finds out why they did.
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/distributed/rank_launcher.h"
#include "core/distributed/rank_verdict.h"
#include "core/distributed/status_lines.h"
#include "core/protocol/events.h"
#include "core/runs/run_end.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bafo::distributed {

/// Limits in ms. With the defaults a rank that dies is named within two seconds, and one that is stopped within its
/// timeout and five: the run's end is told when all have ended.
struct SupervisionSettings {
    std::int64_t silenceMs = 30'000; ///< a rank without a word for so long is given up
    std::int64_t settleMs = 300; ///< between a fault and the verdict: whatever came of it shows, and so does its cause
    std::int64_t blameMs = 1'500; ///< the same where ranks only lost a peer: its death takes longer to show
    std::int64_t graceMs = 1'000; ///< between SIGTERM and SIGKILL for the ranks that are left
    std::int64_t killMs = 10'000; ///< a process that SIGKILL does not end within so long waits for a device: it is left
    std::int64_t exitMs = 10'000; ///< for a rank that has reported to end, before SIGKILL
    std::int64_t followMs = 60'000; ///< for the others to report after rank 0 did, before they are ended
};

struct RankWarning {
    int rank = 0;
    protocol::Warning warning;
};

/// How the ranks of a run ended, and what those that write no log had to say.
struct RanksEnd {
    int rank = 0; ///< whom the end is about: the culprit's, else 0
    Result<runs::RunEnd> end;
    std::vector<RankWarning> warnings; ///< the first hundred
};

/// One start of one run. A rank that has reported may end as it likes. Rank 0 reports last of what it needs the others
/// for: when it says that the run has finished, was cancelled or stopped, so it is, and faults of others are warnings.
/// Time in which this process itself did not run (stopped, a laptop asleep) counts for nobody's silence. One thread,
/// which outlives the ranks.
class RankSupervisor {
public:
    RankSupervisor(RankLauncher &launcher, const Clock &clock, const SupervisionSettings &settings);

    /// Starts one rank for each list of arguments, and comes back when all have ended. `onStarted` is called once, when
    /// all are there. `isStopAsked` is asked many
    /// times a second; once it says yes, rank 0 gets SIGTERM and the rest is between the ranks.
    RanksEnd run(
        const std::vector<std::vector<std::string>> &arguments, const std::function<bool()> &isStopAsked,
        const std::function<void()> &onStarted = [] {});

private:
    struct Watched {
        RankRecord record = {};
        StatusLines lines = {};
        std::int64_t lastWordMs = 0;
        std::int64_t reportedMs = 0;
    };

    [[nodiscard]] Result<void> startAll(const std::vector<std::vector<std::string>> &arguments);
    void lookAtAll();
    void take(std::size_t rank, RankMessage message);
    void watch(const std::function<bool()> &isStopAsked);
    void endThoseWhoLinger();
    [[nodiscard]] bool isTimeForVerdict();
    void endAll();
    [[nodiscard]] bool haveAllEnded() const;
    void signalLiving(int number);
    [[nodiscard]] std::vector<RankRecord> records() const;
    [[nodiscard]] bool hasLeaderSucceeded() const;
    [[nodiscard]] RanksEnd conclude();
    [[nodiscard]] std::int64_t nowMs() const;
    void warn(int rank, protocol::Warning warning);

    RankLauncher &m_launcher;
    const Clock &m_clock;
    SupervisionSettings m_settings;
    std::vector<Watched> m_ranks;
    std::int64_t m_lastLookMs = 0;
    std::optional<std::int64_t> m_faultMs; ///< when the first fault was seen
    std::optional<std::int64_t> m_ownFaultMs; ///< when the first was seen that is more than a lost peer
    std::optional<Culprit> m_culprit;
    std::vector<RankWarning> m_warnings;
};

} // namespace bafo::distributed
