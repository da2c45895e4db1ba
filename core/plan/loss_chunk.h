// SPDX-License-Identifier: Apache-2.0
// How many rows of logits are there at once: the loss head works by it, and the plan reckons with it.
#pragma once

#include <cstdint>

namespace bafo::plan {

/// As many rows of fp32 logits as chunkBytes hold, at least one, above 64 a multiple of it: matrix products like that.
/// chunkBytes 0: 320 rows, within 64 to 512 MiB.
[[nodiscard]] std::int64_t rowsPerLossChunk(std::int64_t vocabularySize, std::int64_t chunkBytes);

} // namespace bafo::plan
