// SPDX-License-Identifier: Apache-2.0
// A frozen matrix that is kept in fewer bits than fp32, and gives its values out by rows.
#pragma once

#include <cstdint>

namespace bafo::model {

/// [rows, rowSize], row-major. Any number of threads may read at once.
class PackedMatrix {
public:
    virtual ~PackedMatrix() = default;

    [[nodiscard]] virtual std::int64_t numRows() const = 0;
    [[nodiscard]] virtual std::int64_t rowSize() const = 0;

    /// What it takes in main memory.
    [[nodiscard]] virtual std::int64_t sizeBytes() const = 0;

    /// The values of `numRows` rows from `firstRow` on, as fp32: the same bits on every processor. In the caller's
    /// thread.
    virtual void decode(std::int64_t firstRow, std::int64_t numRows, float *values) const = 0;
};

} // namespace bafo::model
