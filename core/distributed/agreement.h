// SPDX-License-Identifier: Apache-2.0
// How ranks come to one mind before they go on: what one of them could not do, none has done.
#pragma once

#include "core/base/result.h"
#include "core/distributed/collectives.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace bafo::distributed {

/// Success where all ranks had it; else the error of the first one that had none, named by its rank, on all of them.
[[nodiscard]] Result<void> agree(Collectives &ranks, const Result<void> &mine);

/// Rank 0 does something that may take long, and the others wait for its end: they hear in between that it goes on, so
/// that no collective waits until its timeout. Its outcome, on all of them. The work has a thread of its own where
/// there are several ranks, and must not use `ranks`.
[[nodiscard]] Result<void> firstRankWorks(Collectives &ranks, const std::function<Result<void>()> &work,
                                          std::chrono::milliseconds between = std::chrono::seconds(10));

/// What rank 0 has, text or error. What the others give is not looked at.
[[nodiscard]] Result<std::string> fromFirstRank(Collectives &ranks, const Result<std::string> &mine);

/// The text of every rank, by rank, where all have one; else the first error, as above.
[[nodiscard]] Result<std::vector<std::string>> fromAllRanks(Collectives &ranks, const Result<std::string> &mine);

} // namespace bafo::distributed
