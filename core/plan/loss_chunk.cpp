// SPDX-License-Identifier: Apache-2.0
#include "core/plan/loss_chunk.h"

#include <algorithm>

namespace bafo::plan {

std::int64_t rowsPerLossChunk(std::int64_t vocabularySize, std::int64_t chunkBytes)
{
    constexpr std::int64_t kUsualBytes = 64 << 20;
    constexpr std::int64_t kMostBytes = 512 << 20;
    constexpr std::int64_t kFewRows = 320;
    const std::int64_t rowBytes = vocabularySize * 4;
    const std::int64_t bytes = chunkBytes > 0 ? chunkBytes : std::clamp(kFewRows * rowBytes, kUsualBytes, kMostBytes);
    const std::int64_t rows = std::max<std::int64_t>(1, bytes / rowBytes);
    return rows < 64 ? rows : rows / 64 * 64;
}

} // namespace bafo::plan
