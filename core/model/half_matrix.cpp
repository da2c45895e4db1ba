// SPDX-License-Identifier: Apache-2.0
#include "core/model/half_matrix.h"

#include "core/base/check.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <bit>

namespace bafo::model {
namespace {

constexpr std::int64_t kElementsPerPiece = 1 << 16;

std::uint16_t rounded(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if ((bits & 0x7FFFFFFFU) > 0x7F800000U) {
        return static_cast<std::uint16_t>((bits >> 16U) | 0x40U); // stays no number
    }
    return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

} // namespace

HalfMatrix::HalfMatrix(std::int64_t numRows, std::int64_t rowSize)
    : m_values(at::empty({numRows, rowSize}, at::kBFloat16))
{
}

void HalfMatrix::setRows(std::int64_t firstRow, std::span<const float> values)
{
    const auto count = static_cast<std::int64_t>(values.size());
    BAFO_CHECK(count % rowSize() == 0 && firstRow + count / rowSize() <= numRows(), "no rows of the matrix");
    auto *to = reinterpret_cast<std::uint16_t *>(m_values.mutable_data_ptr<at::BFloat16>()) + firstRow * rowSize();
    at::parallel_for(0, count, kElementsPerPiece, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            to[i] = rounded(values[static_cast<std::size_t>(i)]);
        }
    });
}

void HalfMatrix::decode(std::int64_t firstRow, std::int64_t numRows, float *values) const
{
    const auto *from
        = reinterpret_cast<const std::uint16_t *>(m_values.const_data_ptr<at::BFloat16>()) + firstRow * rowSize();
    const std::int64_t count = numRows * rowSize();
    for (std::int64_t i = 0; i < count; ++i) {
        values[i] = std::bit_cast<float>(static_cast<std::uint32_t>(from[i]) << 16U);
    }
}

} // namespace bafo::model
