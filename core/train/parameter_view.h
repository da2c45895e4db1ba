// SPDX-License-Identifier: Apache-2.0
// One trainable tensor as optimizer and gradient norm see it: rows of fp32, wherever they are kept.
#pragma once

#include <cstdint>
#include <string>

namespace bafo::train {

/// Borrows the memory of a weight and of its gradient; both hold rows x rowSize floats, row-major and contiguous. A
/// tensor of one dimension has rows of one element, so that a later split by rows divides every tensor alike.
struct ParameterView {
    std::string name;
    std::int64_t rows = 0;
    std::int64_t rowSize = 1;
    float *values = nullptr;
    const float *gradient = nullptr; ///< null where the tensor got no gradient in this step

    [[nodiscard]] std::int64_t numElements() const { return rows * rowSize; }
};

} // namespace bafo::train
