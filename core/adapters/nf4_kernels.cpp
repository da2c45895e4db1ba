// SPDX-License-Identifier: Apache-2.0
#include "core/adapters/nf4_kernels.h"

#include <algorithm>
#include <bit>

#if defined(__x86_64__) && defined(__linux__)
#define BAFO_HAS_AVX512 1
#define BAFO_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#include <immintrin.h>
#else
#define BAFO_CLONES
#endif

namespace bafo::adapters {
namespace {

constexpr std::size_t kBlock = kNf4BlockSize;
constexpr std::size_t kBlockBytes = kBlock / 2;

/// Magnitudes are not divided by less.
constexpr float kLeastScale = 1e-38F;

constexpr std::array<float, 15> makeMiddles()
{
    std::array<float, 15> middles = {};
    for (std::size_t i = 0; i < middles.size(); ++i) {
        middles[i] = (kNf4Code[i] + kNf4Code[i + 1]) / 2;
    }
    return middles;
}

constexpr std::array<float, 15> kMiddles = makeMiddles();

/// Both values of a byte, for every byte.
constexpr std::array<float, 512> makePairs()
{
    std::array<float, 512> pairs = {};
    for (std::size_t byte = 0; byte < 256; ++byte) {
        pairs[2 * byte] = kNf4Code[byte >> 4U];
        pairs[2 * byte + 1] = kNf4Code[byte & 15U];
    }
    return pairs;
}

constexpr std::array<float, 512> kPairs = makePairs();

/// Magnitudes compare like the whole numbers of their bits; infinities and what is no number are the largest.
[[gnu::always_inline]] inline float largestOf(const float *values)
{
    std::uint32_t most = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
        const std::uint32_t magnitude = std::bit_cast<std::uint32_t>(values[i]) & 0x7FFFFFFFU;
        most = magnitude > most ? magnitude : most;
    }
    return std::bit_cast<float>(most);
}

#ifdef BAFO_HAS_AVX512

/// GCC 12 warns of its own header where no mask is given.
constexpr __mmask16 kAll = 0xFFFF;

/// 16 bytes of codes -> 32 numbers.
[[gnu::target("avx512f"), gnu::always_inline]] inline void decodeHalfBlock(const std::uint8_t *packed, __m512 code,
                                                                           __m512 scale, float *values)
{
    const __m512i bytes = _mm512_maskz_cvtepu8_epi32(kAll, _mm_loadu_si128(reinterpret_cast<const __m128i *>(packed)));
    // Of an index vpermps reads the lowest four bits only.
    const __m512i shifted = _mm512_maskz_srli_epi32(kAll, bytes, 4);
    const __m512 first = _mm512_mul_ps(_mm512_maskz_permutexvar_ps(kAll, shifted, code), scale);
    const __m512 second = _mm512_mul_ps(_mm512_maskz_permutexvar_ps(kAll, bytes, code), scale);
    const __m512i low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const __m512i high = _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    _mm512_storeu_ps(values, _mm512_permutex2var_ps(first, low, second));
    _mm512_storeu_ps(values + 16, _mm512_permutex2var_ps(first, high, second));
}

[[gnu::target("avx512f")]] void decodeByPermutation(const std::uint8_t *packed, const float *scales,
                                                    std::int64_t numBlocks, float *values)
{
    const __m512 code = _mm512_loadu_ps(kNf4Code.data());
    for (std::int64_t block = 0; block < numBlocks; ++block) {
        const __m512 scale = _mm512_set1_ps(scales[block]);
        decodeHalfBlock(packed, code, scale, values);
        decodeHalfBlock(packed + kBlockBytes / 2, code, scale, values + kBlock / 2);
        packed += kBlockBytes;
        values += kBlock;
    }
}

#endif

} // namespace

std::uint32_t nf4CodeOf(float value)
{
    std::uint32_t code = 0;
    for (const float middle : kMiddles) {
        code += value > middle ? 1U : 0U;
    }
    return code;
}

BAFO_CLONES void encodeNf4Blocks(const float *values, std::int64_t numBlocks, float *largest, std::uint8_t *packed)
{
    for (std::int64_t block = 0; block < numBlocks; ++block) {
        largest[block] = largestOf(values);
        const float factor = 1.0F / (largest[block] < kLeastScale ? kLeastScale : largest[block]);
        std::array<float, kBlock> scaled;
        for (std::size_t i = 0; i < kBlock; ++i) {
            scaled[i] = values[i] * factor;
        }
        std::array<std::uint32_t, kBlock> codes = {};
        for (const float middle : kMiddles) {
            for (std::size_t i = 0; i < kBlock; ++i) {
                codes[i] += scaled[i] > middle ? 1U : 0U;
            }
        }
        for (std::size_t i = 0; i < kBlockBytes; ++i) {
            packed[i] = static_cast<std::uint8_t>((codes[2 * i] << 4U) | codes[2 * i + 1]);
        }
        values += kBlock;
        packed += kBlockBytes;
    }
}

BAFO_CLONES void decodeNf4BlocksPlainly(const std::uint8_t *packed, const float *scales, std::int64_t numBlocks,
                                        float *values)
{
    for (std::int64_t block = 0; block < numBlocks; ++block) {
        for (std::size_t i = 0; i < kBlockBytes; ++i) {
            const float *pair = kPairs.data() + 2 * std::size_t{packed[i]};
            values[2 * i] = pair[0] * scales[block];
            values[2 * i + 1] = pair[1] * scales[block];
        }
        packed += kBlockBytes;
        values += kBlock;
    }
}

void decodeNf4Blocks(const std::uint8_t *packed, const float *scales, std::int64_t numBlocks, float *values)
{
#ifdef BAFO_HAS_AVX512
    static const bool hasAvx512 = __builtin_cpu_supports("avx512f") != 0;
    if (hasAvx512) {
        decodeByPermutation(packed, scales, numBlocks, values);
        return;
    }
#endif
    decodeNf4BlocksPlainly(packed, scales, numBlocks, values);
}

} // namespace bafo::adapters
