// SPDX-License-Identifier: Apache-2.0
#include "core/model/tensor_heap.h"

#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cstring>
#include <string>

#include <sys/mman.h>

namespace bafo::model {
namespace {

constexpr std::size_t kAddresses = std::size_t{1} << 42U; ///< 4 TiB: more than any machine has memory
constexpr std::size_t kGrowth = std::size_t{64} << 20U;

/// LibTorch keeps a bare pointer to its allocator and a bare function to free with: there is one for the process.
TensorHeap *theHeap()
{
    static TensorHeap *const heap = []() -> TensorHeap * {
        void *base = ::mmap(nullptr, kAddresses, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        // Never destroyed: tensors of other static objects may be freed after it.
        return base == MAP_FAILED ? nullptr : new TensorHeap(static_cast<std::byte *>(base), kAddresses);
    }();
    return heap;
}

void freeData(void *data)
{
    theHeap()->giveBack(data);
}

} // namespace

bool TensorHeap::install()
{
    TensorHeap *heap = theHeap();
    if (heap != nullptr) {
        c10::SetCPUAllocator(heap);
    }
    return heap != nullptr;
}

c10::DataPtr TensorHeap::allocate(std::size_t bytes)
{
    const c10::Device device(c10::DeviceType::CPU);
    if (bytes < kLeastBytes) {
        void *data = c10::alloc_cpu(bytes);
        return {data, data, &freeData, device};
    }
    const std::lock_guard lock(m_mutex);
    const plan::HeapModel::Address place = m_places.take(static_cast<std::int64_t>(bytes));
    const std::size_t end = static_cast<std::size_t>(place) + bytes;
    if (end > m_usable) {
        const std::size_t usable = std::min(m_size, (end + kGrowth - 1) / kGrowth * kGrowth);
        if (end > m_size || ::mprotect(m_base + m_usable, usable - m_usable, PROT_READ | PROT_WRITE) != 0) {
            m_places.giveBack(place);
            TORCH_CHECK_WITH(OutOfMemoryError, false,
                             "not enough memory: " + std::to_string(bytes) + " bytes more for a tensor");
        }
        m_usable = usable;
    }
    std::byte *data = m_base + place;
    return {data, data, &freeData, device};
}

void TensorHeap::giveBack(void *data)
{
    auto *bytes = static_cast<std::byte *>(data);
    if (bytes < m_base || bytes >= m_base + m_size) {
        c10::free_cpu(data);
        return;
    }
    const std::lock_guard lock(m_mutex);
    m_places.giveBack(bytes - m_base);
}

c10::DeleterFnPtr TensorHeap::raw_deleter() const
{
    return &freeData;
}

void TensorHeap::copy_data(void *to, const void *from, std::size_t bytes) const
{
    std::memcpy(to, from, bytes);
}

std::int64_t TensorHeap::grownBytes()
{
    const std::lock_guard lock(m_mutex);
    return m_places.size();
}

} // namespace bafo::model
