// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/paired_items.h"

#include "core/scoring/statistics.h"

namespace bafo::scoring {

RightByLine rightByLine(std::span<const ItemEntry> entries, std::uint32_t cell)
{
    RightByLine found;
    for (const ItemEntry &entry : entries) {
        if (entry.cell == cell) {
            found.try_emplace(entry.line, entry.has(ItemEntry::isRight)); // as everywhere, the first record counts
        }
    }
    return found;
}

PairedCounts pairedCounts(const RightByLine &first, const RightByLine &second)
{
    PairedCounts counts;
    for (const auto &[line, isFirst] : first) {
        const auto other = second.find(line);
        if (other == second.end()) {
            continue;
        }
        const bool isSecond = other->second;
        counts.bothRight += isFirst && isSecond ? 1 : 0;
        counts.onlyFirst += isFirst && !isSecond ? 1 : 0;
        counts.onlySecond += !isFirst && isSecond ? 1 : 0;
        counts.neither += !isFirst && !isSecond ? 1 : 0;
    }
    counts.mcNemar = mcNemarExact(counts.onlyFirst, counts.onlySecond);
    return counts;
}

} // namespace bafo::scoring
