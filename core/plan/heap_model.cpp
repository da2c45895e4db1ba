// SPDX-License-Identifier: Apache-2.0
#include "core/plan/heap_model.h"

#include "core/base/check.h"

#include <iterator>

namespace bafo::plan {
namespace {

constexpr std::int64_t kAlignment = 64; ///< of tensors

} // namespace

HeapModel::Address HeapModel::take(std::int64_t bytes)
{
    BAFO_CHECK(bytes > 0, "nothing to take");
    const std::int64_t size = (bytes + kAlignment - 1) / kAlignment * kAlignment;
    const auto fitting = m_bySize.lower_bound({size, 0});
    if (fitting != m_bySize.end()) {
        const auto [holeBytes, address] = *fitting;
        removeHole(m_holes.find(address));
        if (holeBytes > size) {
            addHole(address + size, holeBytes - size);
        }
        m_taken[address] = size;
        return address;
    }
    Address address = m_end;
    if (!m_holes.empty() && std::prev(m_holes.end())->first + std::prev(m_holes.end())->second == m_end) {
        address = std::prev(m_holes.end())->first; // too small, but at the end: it grows
        removeHole(std::prev(m_holes.end()));
    }
    m_end = address + size;
    m_taken[address] = size;
    return address;
}

void HeapModel::giveBack(Address address)
{
    const auto found = m_taken.find(address);
    BAFO_CHECK(found != m_taken.end(), "nobody took this");
    std::int64_t bytes = found->second;
    m_taken.erase(found);
    auto next = m_holes.lower_bound(address);
    if (next != m_holes.end() && next->first == address + bytes) {
        bytes += next->second;
        removeHole(next);
    }
    const auto after = m_holes.lower_bound(address);
    if (after != m_holes.begin()) {
        const auto before = std::prev(after);
        if (before->first + before->second == address) {
            address = before->first;
            bytes += before->second;
            removeHole(before);
        }
    }
    addHole(address, bytes);
}

void HeapModel::addHole(Address address, std::int64_t bytes)
{
    m_holes[address] = bytes;
    m_bySize.emplace(bytes, address);
}

void HeapModel::removeHole(std::map<Address, std::int64_t>::iterator hole)
{
    m_bySize.erase({hole->second, hole->first});
    m_holes.erase(hole);
}

} // namespace bafo::plan
