// SPDX-License-Identifier: Apache-2.0
#include "core/model/memory_reuse.h"

#include "core/model/tensor_heap.h"

#include <malloc.h>

#include <limits>

namespace bafo::model {

void reuseFreedMemory()
{
    (void)TensorHeap::install(); // without it tensors come from the C library's heap, and take more of it
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
}

} // namespace bafo::model
