// SPDX-License-Identifier: Apache-2.0
// How ranks come to one mind before they go on: what one of them could not do, none has done.
#pragma once

#include "core/base/result.h"
#include "core/distributed/collectives.h"

#include <string>
#include <vector>

namespace bafo::distributed {

/// Success where all ranks had it; else the error of the first one that had none, named by its rank, on all of them.
[[nodiscard]] Result<void> agree(Collectives &ranks, const Result<void> &mine);

/// What rank 0 has, text or error. What the others give is not looked at.
[[nodiscard]] Result<std::string> fromFirstRank(Collectives &ranks, const Result<std::string> &mine);

/// The text of every rank, by rank, where all have one; else the first error, as above.
[[nodiscard]] Result<std::vector<std::string>> fromAllRanks(Collectives &ranks, const Result<std::string> &mine);

} // namespace bafo::distributed
