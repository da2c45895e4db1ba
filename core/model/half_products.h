// SPDX-License-Identifier: Apache-2.0
// A packed matrix whose products are made of factors in bf16: what precision bf16-products asks of a base of 4 bits.
#pragma once

#include "core/model/packed_matrix.h"

#include <cstdint>
#include <memory>

namespace bafo::model {

/// The values of another matrix, rounded to bf16, half to even. packedForward and packedBackward know it: they round
/// the other factor too, and where the processor multiplies bf16 by itself (twice as fast as fp32) they let it; its
/// products come out in bf16 then, as those of bitsandbytes with bnb_4bit_compute_dtype bfloat16 do. Elsewhere the
/// rounded factors are multiplied in fp32.
class HalfProducts final : public PackedMatrix {
public:
    explicit HalfProducts(std::unique_ptr<const PackedMatrix> values);

    [[nodiscard]] std::int64_t numRows() const override { return m_values->numRows(); }
    [[nodiscard]] std::int64_t rowSize() const override { return m_values->rowSize(); }
    [[nodiscard]] std::int64_t sizeBytes() const override { return m_values->sizeBytes(); }
    void decode(std::int64_t firstRow, std::int64_t numRows, float *values) const override;

    /// The same in the bits of bf16.
    void decodeHalves(std::int64_t firstRow, std::int64_t numRows, std::uint16_t *values) const;

private:
    std::unique_ptr<const PackedMatrix> m_values;
};

} // namespace bafo::model
