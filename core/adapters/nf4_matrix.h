// SPDX-License-Identifier: Apache-2.0
// A matrix of a model that is packed as NF4: what a linear layer of a quantised base multiplies with.
#pragma once

#include "core/adapters/nf4.h"
#include "core/model/packed_matrix.h"

#include <cstdint>

namespace bafo::adapters {

/// Owns the packed values. Blocks go over the ends of rows where these are no multiple of 64.
class Nf4Matrix final : public model::PackedMatrix {
public:
    /// The tensor has numRows * rowSize elements.
    Nf4Matrix(Nf4Tensor values, std::int64_t numRows, std::int64_t rowSize);

    [[nodiscard]] std::int64_t numRows() const override { return m_numRows; }
    [[nodiscard]] std::int64_t rowSize() const override { return m_rowSize; }
    [[nodiscard]] std::int64_t sizeBytes() const override { return m_values.sizeBytes(); }
    void decode(std::int64_t firstRow, std::int64_t numRows, float *values) const override;

    [[nodiscard]] const Nf4Tensor &values() const { return m_values; }

private:
    Nf4Tensor m_values;
    std::int64_t m_numRows;
    std::int64_t m_rowSize;
};

} // namespace bafo::adapters
