// SPDX-License-Identifier: Apache-2.0
// Which rows of a tensor each rank keeps.
#pragma once

#include <algorithm>
#include <cstdint>

namespace bafo::distributed {

struct RowShare {
    std::int64_t first = 0;
    std::int64_t count = 0;
};

/// Rows of the largest share: those of the last ranks may be smaller, or empty.
[[nodiscard]] constexpr std::int64_t rowsPerRank(std::int64_t rows, int numRanks)
{
    return (rows + numRanks - 1) / numRanks;
}

/// The first dimension in equal pieces, as PyTorch's fully_shard divides it: rank r keeps rows from r * rowsPerRank on.
[[nodiscard]] constexpr RowShare rowShareOf(std::int64_t rows, int rank, int numRanks)
{
    const std::int64_t share = rowsPerRank(rows, numRanks);
    const std::int64_t first = std::min(rows, share * rank);
    return {first, std::min(share, rows - first)};
}

} // namespace bafo::distributed
