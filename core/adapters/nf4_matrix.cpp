// SPDX-License-Identifier: Apache-2.0
#include "core/adapters/nf4_matrix.h"

#include "core/base/check.h"

#include <utility>

namespace bafo::adapters {

Nf4Matrix::Nf4Matrix(Nf4Tensor values, std::int64_t numRows, std::int64_t rowSize)
    : m_values(std::move(values))
    , m_numRows(numRows)
    , m_rowSize(rowSize)
{
    BAFO_CHECK(m_values.numElements == numRows * rowSize, "a packed tensor of another size than the matrix");
}

void Nf4Matrix::decode(std::int64_t firstRow, std::int64_t numRows, float *values) const
{
    decodeNf4(m_values, firstRow * m_rowSize, {values, static_cast<std::size_t>(numRows * m_rowSize)});
}

} // namespace bafo::adapters
