// SPDX-License-Identifier: Apache-2.0
// Ranks as processes of one machine that speak over its loopback interface, by c10d's Gloo.
#pragma once

#include "core/base/result.h"
#include "core/distributed/collectives.h"
#include "core/distributed/rank_place.h"
#include "core/distributed/rank_progress.h"

#include <memory>

namespace bafo::distributed {

/// Meets the other ranks by a file in the rendezvous folder. Only the loopback interface is listened on. What is under
/// way, and a peer that was lost, is noted in the progress, which must live longer. Fails (internal) where the others
/// do not come in time.
[[nodiscard]] Result<std::unique_ptr<Collectives>> makeGlooCollectives(const RankPlace &place, RankProgress &progress);

} // namespace bafo::distributed
