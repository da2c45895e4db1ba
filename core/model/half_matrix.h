// SPDX-License-Identifier: Apache-2.0
// A frozen matrix in bf16: the table of tokens beside which an adapter is trained.
#pragma once

#include "core/model/packed_matrix.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>

namespace bafo::model {

/// bf16 widened to fp32 is exact; fp32 that is put in is rounded to the nearest, ties to even.
class HalfMatrix final : public PackedMatrix {
public:
    /// Without values yet.
    HalfMatrix(std::int64_t numRows, std::int64_t rowSize);

    /// Values of whole rows from `firstRow` on. One thread at a time, and before anybody reads.
    void setRows(std::int64_t firstRow, std::span<const float> values);

    [[nodiscard]] std::int64_t numRows() const override { return m_values.size(0); }
    [[nodiscard]] std::int64_t rowSize() const override { return m_values.size(1); }
    [[nodiscard]] std::int64_t sizeBytes() const override { return 2 * m_values.numel(); }
    void decode(std::int64_t firstRow, std::int64_t numRows, float *values) const override;

private:
    at::Tensor m_values;
};

} // namespace bafo::model
