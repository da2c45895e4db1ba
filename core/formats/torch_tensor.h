// SPDX-License-Identifier: Apache-2.0
// A dense tensor as PyTorch stores it: a view of a storage, by offset and strides.
#pragma once

#include "core/formats/dtype.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bafo::formats {

/// A view of a storage: the element at index i lies sum(i[d] * strides[d]) elements behind the first one.
struct TorchTensor {
    Dtype dtype = Dtype::F32;
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> strides; ///< in elements
    std::string storage; ///< the zip member that holds it
    std::span<const std::byte> bytes; ///< of that member, from the first element to the last one

    [[nodiscard]] std::int64_t numElements() const;

    /// Whether the elements lie in the order of their indices, without gaps.
    [[nodiscard]] bool isContiguous() const;

    /// `count` elements in the order of their indices, from the one numbered `first`, to out.size() = count * element
    /// size bytes.
    void copyElements(std::int64_t first, std::span<std::byte> out) const;
};

} // namespace bafo::formats
