// SPDX-License-Identifier: Apache-2.0
// Two models on the same items, from what the indexes of their answers say: no record is read, so that it also follows
// an evaluation that is at work.
#pragma once

#include "core/scoring/item_index.h"

#include <cstdint>
#include <span>
#include <unordered_map>

namespace bafo::scoring {

/// Whether the item of a line was answered right, in one cell.
using RightByLine = std::unordered_map<std::int64_t, bool>;

[[nodiscard]] RightByLine rightByLine(std::span<const ItemEntry> entries, std::uint32_t cell);

/// Items that both answered.
struct PairedCounts {
    std::int64_t bothRight = 0;
    std::int64_t onlyFirst = 0;
    std::int64_t onlySecond = 0;
    std::int64_t neither = 0;
    double mcNemar = 1; ///< see mcNemarExact()

    [[nodiscard]] std::int64_t numItems() const { return bothRight + onlyFirst + onlySecond + neither; }
    [[nodiscard]] std::int64_t numFlips() const { return onlyFirst + onlySecond; }
};

[[nodiscard]] PairedCounts pairedCounts(const RightByLine &first, const RightByLine &second);

} // namespace bafo::scoring
