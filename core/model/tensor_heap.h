// SPDX-License-Identifier: Apache-2.0
// One heap for all large tensors in main memory, that keeps what is freed and fits what comes into it.
//
// The C library's heap does that badly for tensors: each is asked for with an alignment, for which a hole of its own
// size is too small, and small things settle in the holes between. Measured: twice to three times what tensors held
// together. This one is the heap that core/plan plans with.
#pragma once

#include "core/plan/heap_model.h"

#include <c10/core/Allocator.h>

#include <cstddef>
#include <memory>
#include <mutex>

namespace bafo::model {

/// Thread-safe. Tensors below kLeastBytes stay with the C library. Memory is touched first when a tensor writes to it,
/// and never given back to the system. Alignment: 64 bytes, as LibTorch's own.
class TensorHeap final : public c10::Allocator {
public:
    static constexpr std::size_t kLeastBytes = 64U << 10U;

    /// LibTorch's allocator of main memory from now on, for as long as the process lives; a second call does nothing.
    /// False where the system gives no room of addresses (a limit on them): then all stays as it was.
    static bool install();

    explicit TensorHeap(std::byte *base, std::size_t size)
        : m_base(base)
        , m_size(size)
    {
    }

    c10::DataPtr allocate(std::size_t bytes) override;
    [[nodiscard]] c10::DeleterFnPtr raw_deleter() const override;
    void copy_data(void *to, const void *from, std::size_t bytes) const override;

    /// The end of the heap: how far it has grown.
    [[nodiscard]] std::int64_t grownBytes();

    void giveBack(void *data);

private:
    std::byte *m_base; ///< of addresses without memory behind them
    std::size_t m_size;
    std::size_t m_usable = 0; ///< of them, from the base on, may be touched
    std::mutex m_mutex;
    plan::HeapModel m_places;
};

} // namespace bafo::model
