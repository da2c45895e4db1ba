// SPDX-License-Identifier: Apache-2.0
// The rows of one tensor that this rank keeps, as optimizer and gradient norm see them: fp32, wherever they are.
#pragma once

#include "core/distributed/row_share.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::train {

/// Rows of one parameter, in order and apart, counted in the whole tensor.
using RowRanges = std::vector<distributed::RowShare>;

/// Borrows the memory of a weight and of its gradient; both hold rows x rowSize floats, row-major and contiguous. A
/// tensor of one dimension has rows of one element, so that a split by rows divides every tensor alike. A rank may have
/// no rows of a small tensor. On a device they are tensors [rows, rowSize], and the pointers are null.
struct ParameterView {
    std::string name;
    std::int64_t firstRow = 0; ///< of the whole tensor
    std::int64_t rows = 0; ///< kept here
    std::int64_t totalRows = 0; ///< of the whole tensor, on all ranks
    std::int64_t rowSize = 1;
    float *values = nullptr;
    const float *gradient = nullptr; ///< null where the tensor got no gradient in this step
    at::Tensor deviceValues = {};
    at::Tensor deviceGradient = {};

    [[nodiscard]] std::int64_t numElements() const { return rows * rowSize; }
    [[nodiscard]] bool isOnDevice() const { return deviceValues.defined(); }
    [[nodiscard]] bool hasGradient() const { return gradient != nullptr || deviceGradient.defined(); }
};

} // namespace bafo::train
