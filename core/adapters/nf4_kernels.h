// SPDX-License-Identifier: Apache-2.0
// The loops of NF4: whole blocks of 64 numbers to 32 bytes and back. Compiled for AVX-512, AVX2 and plain x86-64,
// chosen when the program starts; all give equal bits.
#pragma once

#include <array>
#include <cstdint>

namespace bafo::adapters {

inline constexpr std::int64_t kNf4BlockSize = 64;

/// The sixteen values of a nibble (Dettmers et al., arXiv 2305.14314), as bitsandbytes has them.
inline constexpr std::array<float, 16> kNf4Code = {-1.0F,
                                                   -0.6961928009986877F,
                                                   -0.5250730514526367F,
                                                   -0.39491748809814453F,
                                                   -0.28444138169288635F,
                                                   -0.18477343022823334F,
                                                   -0.09105003625154495F,
                                                   0.0F,
                                                   0.07958029955625534F,
                                                   0.16093020141124725F,
                                                   0.24611230194568634F,
                                                   0.33791524171829224F,
                                                   0.44070982933044434F,
                                                   0.5626170039176941F,
                                                   0.7229568362236023F,
                                                   1.0F};

/// The code of a number that was divided by its block's largest magnitude: how many of the middles between two values
/// lie below it. A number on a middle takes the lower value.
[[nodiscard]] std::uint32_t nf4CodeOf(float value);

/// largest[b] is the largest magnitude of block b, packed[32 b ..] its codes, the first of two in the high nibble.
/// Where a number is infinite or none, so is largest[b], and the codes mean nothing.
void encodeNf4Blocks(const float *values, std::int64_t numBlocks, float *largest, std::uint8_t *packed);

/// values[64 b + i] = code * scales[b].
void decodeNf4Blocks(const std::uint8_t *packed, const float *scales, std::int64_t numBlocks, float *values);

/// The same without the instructions that only some processors have; for tests.
void decodeNf4BlocksPlainly(const std::uint8_t *packed, const float *scales, std::int64_t numBlocks, float *values);

} // namespace bafo::adapters
