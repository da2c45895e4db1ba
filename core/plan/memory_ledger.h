// SPDX-License-Identifier: Apache-2.0
// Who holds how much memory while a planned step runs, by kind, and the moment when that is most.
#pragma once

#include "core/plan/heap_model.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace bafo::plan {

/// What a rank holds memory for.
enum class MemoryKind {
    program, ///< the engine, its libraries and the tokenizer, before a tensor is there
    weights, ///< its rows of the model
    gradients, ///< of its rows
    moments, ///< of the optimizer, two numbers a weight
    gathered, ///< whole copies of weights for the time of their use
    batchGradients, ///< whole gradients of the micro-batch at work, before they are added to those of the rows
    activations, ///< what forward leaves for backward, and what a block makes on its way
    lossHead, ///< logits of a chunk of rows, and the gradient of what goes into the head
    workspace, ///< of matrix products, attention and sums over the ranks
    gaps, ///< holes of the heap
};

inline constexpr std::size_t kNumMemoryKinds = 10;

/// "gathered_weights": as it stands in JSON.
[[nodiscard]] std::string_view nameOf(MemoryKind kind);

using BytesByKind = std::array<std::int64_t, kNumMemoryKinds>;

[[nodiscard]] std::int64_t sumOf(const BytesByKind &bytes);

class MemoryLedger;

/// A block of memory for as long as the object lives. Movable. The ledger must live longer.
class Held {
public:
    Held() = default;
    Held(MemoryLedger &ledger, MemoryKind kind, std::int64_t bytes);
    ~Held() { giveBack(); }
    Held(Held &&other) noexcept;
    Held &operator=(Held &&other) noexcept;
    Held(const Held &) = delete;
    Held &operator=(const Held &) = delete;

    void giveBack();

    /// It goes on as memory of another kind.
    void become(MemoryKind kind);

    [[nodiscard]] bool isThere() const { return m_ledger != nullptr; }

private:
    MemoryLedger *m_ledger = nullptr;
    MemoryKind m_kind = MemoryKind::workspace;
    std::int64_t m_bytes = 0;
    HeapModel::Address m_address = 0;
};

/// Counts. One thread.
class MemoryLedger {
public:
    [[nodiscard]] Held take(MemoryKind kind, std::int64_t bytes) { return {*this, kind, bytes}; }

    /// What is held by kind when that is most; `gaps` is what the heap has grown beyond it.
    [[nodiscard]] BytesByKind mostHeld() const;

private:
    friend class Held;
    void count(MemoryKind kind, std::int64_t bytes);

    HeapModel m_heap;
    BytesByKind m_now = {};
    BytesByKind m_most = {};
    std::int64_t m_sum = 0;
    std::int64_t m_mostSum = 0;
};

} // namespace bafo::plan
