// SPDX-License-Identifier: Apache-2.0
#include "core/plan/memory_ledger.h"

#include <algorithm>
#include <numeric>

namespace bafo::plan {

std::string_view nameOf(MemoryKind kind)
{
    static constexpr std::array<std::string_view, kNumMemoryKinds> kNames
        = {"program",         "weights",     "gradients", "moments",   "gathered_weights",
           "batch_gradients", "activations", "loss_head", "workspace", "gaps"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::int64_t sumOf(const BytesByKind &bytes)
{
    return std::accumulate(bytes.begin(), bytes.end(), std::int64_t{0});
}

Held::Held(MemoryLedger &ledger, MemoryKind kind, std::int64_t bytes)
    : m_ledger(bytes > 0 ? &ledger : nullptr)
    , m_kind(kind)
    , m_bytes(bytes)
{
    if (m_ledger != nullptr) {
        m_address = ledger.m_heap.take(bytes);
        ledger.count(kind, bytes);
    }
}

Held::Held(Held &&other) noexcept
    : m_ledger(std::exchange(other.m_ledger, nullptr))
    , m_kind(other.m_kind)
    , m_bytes(other.m_bytes)
    , m_address(other.m_address)
{
}

Held &Held::operator=(Held &&other) noexcept
{
    if (this != &other) {
        giveBack();
        m_ledger = std::exchange(other.m_ledger, nullptr);
        m_kind = other.m_kind;
        m_bytes = other.m_bytes;
        m_address = other.m_address;
    }
    return *this;
}

void Held::giveBack()
{
    if (m_ledger != nullptr) {
        m_ledger->m_heap.giveBack(m_address);
        m_ledger->count(m_kind, -m_bytes);
        m_ledger = nullptr;
    }
}

void Held::become(MemoryKind kind)
{
    if (m_ledger != nullptr) {
        m_ledger->count(m_kind, -m_bytes);
        m_ledger->count(kind, m_bytes);
        m_kind = kind;
    }
}

void MemoryLedger::count(MemoryKind kind, std::int64_t bytes)
{
    m_now[static_cast<std::size_t>(kind)] += bytes;
    m_sum += bytes;
    if (m_sum > m_mostSum) {
        m_mostSum = m_sum;
        m_most = m_now;
    }
}

BytesByKind MemoryLedger::mostHeld() const
{
    BytesByKind most = m_most;
    most[static_cast<std::size_t>(MemoryKind::gaps)] = std::max<std::int64_t>(0, m_heap.size() - m_mostSum);
    return most;
}

} // namespace bafo::plan
