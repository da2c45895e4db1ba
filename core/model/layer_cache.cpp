// SPDX-License-Identifier: Apache-2.0
#include "core/model/layer_cache.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace bafo::model {
namespace {

std::int64_t rowsFor(std::int64_t capacity, std::int64_t window)
{
    constexpr std::int64_t kFewestSpare = 256;
    const std::int64_t spare = std::max(kFewestSpare, window / 4);
    return window > 0 ? std::min(capacity, window + spare) : capacity;
}

} // namespace

LayerCache::LayerCache(std::int64_t capacity, std::int64_t window)
    : m_window(window)
    , m_numRows(rowsFor(capacity, window))
{
}

void LayerCache::makeRoom(const at::Tensor &keys_BGTE)
{
    if (!m_keys_BGSE.defined()) {
        m_keys_BGSE = at::empty({1, keys_BGTE.size(1), m_numRows, keys_BGTE.size(3)}, keys_BGTE.options());
        m_values_BGSE = at::empty_like(m_keys_BGSE);
    }
}

std::int64_t LayerCache::numSeenBefore(std::int64_t position) const
{
    return m_window > 0 ? std::min(position, m_window - 1) : position;
}

bool LayerCache::canContinueAt(std::int64_t position) const
{
    return position == 0 || position - numSeenBefore(position) >= m_firstPosition;
}

LayerCache::Rows LayerCache::append(const at::Tensor &keys_BTGE, const at::Tensor &values_BTGE,
                                    std::int64_t firstPosition)
{
    const at::Tensor newKeys = keys_BTGE.transpose(1, 2);
    const at::Tensor newValues = values_BTGE.transpose(1, 2);
    makeRoom(newKeys);
    const std::int64_t numNew = newKeys.size(2);
    const std::int64_t numSeen = numSeenBefore(firstPosition);
    if (firstPosition == 0) {
        m_firstPosition = 0;
    }
    std::int64_t numUsed = firstPosition - m_firstPosition;
    if (numSeen + numNew > numRows()) {
        // More at a time than there is room for: seen in a place of their own, and the last ones kept.
        const std::int64_t from = numUsed - numSeen;
        const Rows rows{at::cat({m_keys_BGSE.narrow(2, from, numSeen), newKeys}, 2),
                        at::cat({m_values_BGSE.narrow(2, from, numSeen), newValues}, 2)};
        const std::int64_t numKept = numRows();
        m_firstPosition = firstPosition + numNew - numKept;
        put(0, rows.keys_BGSE.narrow(2, numSeen + numNew - numKept, numKept),
            rows.values_BGSE.narrow(2, numSeen + numNew - numKept, numKept));
        return rows;
    }
    if (numUsed + numNew > numRows()) {
        // Half of what is to spare stays free, so that this does not happen at every row.
        const std::int64_t numSpare = numRows() - numSeen - numNew;
        dropOldest(numSeen + numSpare / 2, numUsed);
        numUsed = firstPosition - m_firstPosition;
    }
    put(numUsed, newKeys, newValues);
    return {m_keys_BGSE.narrow(2, numUsed - numSeen, numSeen + numNew),
            m_values_BGSE.narrow(2, numUsed - numSeen, numSeen + numNew)};
}

void LayerCache::dropOldest(std::int64_t numKept, std::int64_t numUsed)
{
    const std::int64_t from = numUsed - numKept;
    for (const at::Tensor &rows : {m_keys_BGSE, m_values_BGSE}) {
        rows.narrow(2, 0, numKept).copy_(rows.narrow(2, from, numKept).clone());
    }
    m_firstPosition += from;
}

void LayerCache::put(std::int64_t at, const at::Tensor &keys_BGTE, const at::Tensor &values_BGTE)
{
    m_keys_BGSE.narrow(2, at, keys_BGTE.size(2)).copy_(keys_BGTE);
    m_values_BGSE.narrow(2, at, values_BGTE.size(2)).copy_(values_BGTE);
}

} // namespace bafo::model
