// SPDX-License-Identifier: Apache-2.0
// What a saved point takes beside its tensors: one rule for those who plan it and those who write it.
#pragma once

#include <algorithm>
#include <cstdint>

namespace bafo::plan {

inline constexpr std::uint64_t kLeastReserveBytes = 16ULL << 20U;
inline constexpr std::uint64_t kMostReserveBytes = 2ULL << 30U;

/// With blocks of the file system, names and the manifest: 2 %.
[[nodiscard]] inline std::uint64_t savedPointBytes(std::uint64_t tensorBytes)
{
    return tensorBytes + tensorBytes / 50;
}

/// Other programs on the same disk need room as well; a small run is not held up by a large reserve.
[[nodiscard]] inline std::uint64_t reserveBytes(std::uint64_t tensorBytes)
{
    return std::clamp(tensorBytes, kLeastReserveBytes, kMostReserveBytes);
}

} // namespace bafo::plan
