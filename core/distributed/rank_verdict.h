// SPDX-License-Identifier: Apache-2.0
// Who is to blame when the ranks of a run end too early: a pure function of what was seen of them.
#pragma once

#include "core/base/result.h"
#include "core/distributed/rank_launcher.h"
#include "core/distributed/rank_message.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace bafo::distributed {

/// What is known of one rank.
struct RankRecord {
    RankProcess process = {};
    std::optional<RankBeat> beat = {}; ///< the newest
    std::optional<RankReport> report = {};
    std::int64_t silentMs = 0; ///< since its last word
    bool isGivenUp = false; ///< it was silent for too long
};

/// What is wrong with a rank, the surest cause last: where one was killed, whatever others say of themselves came of
/// it. A peer that was lost is no fault of its own; SIGABRT (an exception that nobody caught) and an exit without a
/// report may be the end of somebody who lost one.
enum class RankFault { none, lostPeer, endedSilently, reported, silent, killed };

[[nodiscard]] RankFault faultOf(const RankRecord &record);

/// The rank that a run's end is about, and that end as an error. The hint is empty where only the run's folder knows
/// what to do next.
struct Culprit {
    int rank = 0;
    Error error;
};

/// Nothing where no rank has a fault. Where several have one of the same kind the first is named and the others are
/// mentioned. Where all that have one only lost a peer, the one is named that the others wait for: it lives, has not
/// reported, and has gone quiet or begun the fewest collectives. Where nobody stands out, rank 0 carries the error and
/// its words blame none.
[[nodiscard]] std::optional<Culprit> findCulprit(const std::vector<RankRecord> &ranks);

} // namespace bafo::distributed
