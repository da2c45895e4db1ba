// SPDX-License-Identifier: Apache-2.0
#include "core/formats/torch_tensor.h"

#include "core/base/check.h"

#include <cstring>

namespace bafo::formats {

std::int64_t TorchTensor::numElements() const
{
    std::int64_t count = 1;
    for (const std::int64_t extent : shape) {
        count *= extent;
    }
    return count;
}

bool TorchTensor::isContiguous() const
{
    std::int64_t expected = 1;
    for (std::size_t d = shape.size(); d-- > 0;) {
        if (shape[d] != 1 && strides[d] != expected) {
            return false;
        }
        expected *= shape[d];
    }
    return true;
}

void TorchTensor::copyElements(std::int64_t first, std::span<std::byte> out) const
{
    const std::size_t size = elementSize(dtype);
    const auto start = static_cast<std::size_t>(first);
    BAFO_CHECK(out.size() % size == 0 && start + out.size() / size <= static_cast<std::size_t>(numElements()),
               "elements outside of a tensor");
    if (out.empty()) {
        return;
    }
    if (isContiguous()) {
        std::memcpy(out.data(), bytes.data() + start * size, out.size());
        return;
    }
    std::vector<std::size_t> index(shape.size());
    for (std::size_t d = shape.size(), rest = start; d-- > 0;) {
        index[d] = rest % static_cast<std::size_t>(shape[d]);
        rest /= static_cast<std::size_t>(shape[d]);
    }
    for (std::size_t done = 0; done < out.size(); done += size) {
        std::size_t at = 0;
        for (std::size_t d = 0; d < shape.size(); ++d) {
            at += index[d] * static_cast<std::size_t>(strides[d]);
        }
        std::memcpy(out.data() + done, bytes.data() + at * size, size);
        for (std::size_t d = shape.size(); d-- > 0 && ++index[d] == static_cast<std::size_t>(shape[d]);) {
            index[d] = 0;
        }
    }
}

} // namespace bafo::formats
