// SPDX-License-Identifier: Apache-2.0
// How far a heap grows that keeps what is given back: the engine never returns memory to the system while it works.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace bafo::plan {

/// Addresses without memory behind them. A request takes the smallest hole that it fits into, else the heap grows;
/// neighbouring holes become one: as the C library treats large blocks after model::reuseFreedMemory. One thread.
class HeapModel {
public:
    using Address = std::int64_t;

    /// At least one byte.
    Address take(std::int64_t bytes);

    /// What take gave, once.
    void giveBack(Address address);

    /// The end of the heap: what a process of such a history holds, in bytes.
    [[nodiscard]] std::int64_t size() const { return m_end; }

private:
    void addHole(Address address, std::int64_t bytes);
    void removeHole(std::map<Address, std::int64_t>::iterator hole);

    std::map<Address, std::int64_t> m_taken;
    std::map<Address, std::int64_t> m_holes;
    std::set<std::pair<std::int64_t, Address>> m_bySize; ///< of the holes
    Address m_end = 0;
};

} // namespace bafo::plan
