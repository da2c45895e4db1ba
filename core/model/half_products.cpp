// SPDX-License-Identifier: Apache-2.0
#include "core/model/half_products.h"

#include <algorithm>
#include <bit>
#include <utility>
#include <vector>

#if defined(__x86_64__) && defined(__linux__)
#define BAFO_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define BAFO_CLONES
#endif

namespace bafo::model {
namespace {

/// Of a finite number.
[[gnu::always_inline]] inline std::uint32_t roundedBits(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return bits + 0x7FFFU + ((bits >> 16U) & 1U);
}

/// Numbers of a known count: what a compiler makes vectors of without asking for the rest.
constexpr std::int64_t kAtOnce = 64;

BAFO_CLONES void roundInPlace(float *values, std::int64_t count)
{
    std::int64_t i = 0;
    for (; i + kAtOnce <= count; i += kAtOnce) {
        for (std::int64_t lane = 0; lane < kAtOnce; ++lane) {
            values[i + lane] = std::bit_cast<float>(roundedBits(values[i + lane]) & 0xFFFF0000U);
        }
    }
    for (; i < count; ++i) {
        values[i] = std::bit_cast<float>(roundedBits(values[i]) & 0xFFFF0000U);
    }
}

BAFO_CLONES void roundInto(const float *__restrict values, std::int64_t count, std::uint16_t *__restrict halves)
{
    std::int64_t i = 0;
    for (; i + kAtOnce <= count; i += kAtOnce) {
        for (std::int64_t lane = 0; lane < kAtOnce; ++lane) {
            halves[i + lane] = static_cast<std::uint16_t>(roundedBits(values[i + lane]) >> 16U);
        }
    }
    for (; i < count; ++i) {
        halves[i] = static_cast<std::uint16_t>(roundedBits(values[i]) >> 16U);
    }
}

constexpr std::int64_t kBufferElements = 8192; ///< of fp32, which stay in a core's first caches

} // namespace

HalfProducts::HalfProducts(std::unique_ptr<const PackedMatrix> values)
    : m_values(std::move(values))
{
}

void HalfProducts::decode(std::int64_t firstRow, std::int64_t numRows, float *values) const
{
    m_values->decode(firstRow, numRows, values);
    roundInPlace(values, numRows * rowSize());
}

void HalfProducts::decodeHalves(std::int64_t firstRow, std::int64_t numRows, std::uint16_t *values) const
{
    const std::int64_t width = rowSize();
    const std::int64_t rowsAtOnce = std::clamp<std::int64_t>(kBufferElements / width, 1, numRows);
    std::vector<float> buffer(static_cast<std::size_t>(rowsAtOnce * width));
    for (std::int64_t i = 0; i < numRows; i += rowsAtOnce) {
        const std::int64_t count = std::min(rowsAtOnce, numRows - i);
        m_values->decode(firstRow + i, count, buffer.data());
        roundInto(buffer.data(), count * width, values + i * width);
    }
}

} // namespace bafo::model
