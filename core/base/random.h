// SPDX-License-Identifier: Apache-2.0
// Counter-based random numbers: the draw depends on its key and position only, never on how many were drawn before.
#pragma once

#include <array>
#include <cstdint>

namespace bafo {

/// What a draw belongs to. Equal keys give equal numbers, on any machine, thread count and batch split.
struct RandomKey {
    std::uint64_t seed = 0;
    std::uint64_t step = 0;
    std::uint64_t sequence = 0; ///< global sequence index
    std::uint32_t layer = 0;
    std::uint32_t purpose = 0; ///< keeps two uses in one layer apart
};

/// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011). Stateless, thread-safe.
class RandomStream {
public:
    explicit RandomStream(const RandomKey &key);

    /// Four independent 32-bit numbers for block `index`.
    [[nodiscard]] std::array<std::uint32_t, 4> block(std::uint64_t index) const;

    /// Number `index` of the stream, uniform over 32 bits.
    [[nodiscard]] std::uint32_t bits(std::uint64_t index) const { return block(index / 4)[index % 4]; }

    /// Number `index` as a double in [0, 1) with 53 random bits.
    [[nodiscard]] double uniform(std::uint64_t index) const;

private:
    std::array<std::uint32_t, 2> m_key;
    std::uint64_t m_counterHigh;
};

/// The ten rounds themselves, for tests against the published vectors.
[[nodiscard]] std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                                      std::array<std::uint32_t, 2> key);

} // namespace bafo
