// SPDX-License-Identifier: Apache-2.0
// Rows for new tokens, made from rows that exist: the arithmetic of `model expand`. V old rows, N new ones, D values
// each.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace bafo::exchange {

/// What a new row is the mean of. All stay inside the convex hull of the old rows (arXiv 2407.05841).
enum class RowInitialisation {
    mean, ///< all old rows
    subpieces, ///< the base tokenizer's cut of the new piece (arXiv 2406.11477)
    /// The two pieces whose merge makes it, in merge order, so children may be new themselves; of a piece that no merge
    /// makes (it was taken from another tokenizer), the base tokenizer's cut.
    children,
};

[[nodiscard]] Result<RowInitialisation> rowInitialisationOf(std::string_view name);
[[nodiscard]] std::string_view nameOf(RowInitialisation mode);

/// Row n of the result is the mean of the rows named in parents[n]: ids below V are old rows, id V + m is new row m
/// with m < n. An empty list takes the mean of all old rows (that is what padding gets). Sums are kept in double.
/// Returns [N, D] row-major. Fails (data) where a parent does not exist yet or V is 0.
[[nodiscard]] Result<std::vector<float>> averageRows(std::span<const float> oldRows_VD, std::int64_t rowLength,
                                                     const std::vector<std::vector<std::uint32_t>> &parents);

/// The next multiple of 64.
[[nodiscard]] std::int64_t paddedRowCount(std::int64_t numRows);

} // namespace bafo::exchange
