// SPDX-License-Identifier: Apache-2.0
// Ranks as processes of one machine that speak over its loopback interface, by c10d's Gloo.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/distributed/collectives.h"

#include <chrono>
#include <memory>

namespace bafo::distributed {

/// Which rank this is, and where all of them meet.
struct RankPlace {
    int rank = 0;
    int numRanks = 1;
    Path rendezvousFolder = {}; ///< of this start alone, readable by its user only
    std::chrono::milliseconds timeout = std::chrono::minutes(30); ///< that any collective may take
};

/// Meets the other ranks by a file in the folder. Only the loopback interface is listened on. Fails (internal) where
/// they do not come in time.
[[nodiscard]] Result<std::unique_ptr<Collectives>> makeGlooCollectives(const RankPlace &place);

} // namespace bafo::distributed
