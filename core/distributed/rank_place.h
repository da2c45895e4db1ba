// SPDX-License-Identifier: Apache-2.0
// Which of a run's processes this one is, and where it meets the others.
#pragma once

#include "core/base/file_system.h"

#include <cstdint>

namespace bafo::distributed {

/// Longer than any piece of work that one rank does while the others wait: the supervisor notices much earlier that a
/// rank is dead or stopped, this limit is for one that lives and does not come.
inline constexpr std::int64_t kCollectiveTimeoutMs = 600'000;

struct RankPlace {
    int rank = 0; ///< from 0 to numRanks - 1; 0 leads: it alone writes events and hears commands
    int numRanks = 1;
    Path rendezvousFolder = {}; ///< fresh, mode 0700, on this machine; empty where there is one rank
    std::int64_t timeoutMs = kCollectiveTimeoutMs; ///< of one collective

    [[nodiscard]] bool isLeader() const { return rank == 0; }
};

} // namespace bafo::distributed
