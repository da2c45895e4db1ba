// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/sharded_group.h"

#include "core/base/check.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

namespace bafo::distributed {
namespace {

constexpr std::int64_t kElementsPerPiece = 8 << 20; ///< 32 MiB of fp32

} // namespace

ShardedGroup::ShardedGroup(Collectives &ranks, std::vector<WholeTensor> tensors, const ShardStorage &storage)
    : m_ranks(&ranks)
    , m_tensors(std::move(tensors))
    , m_storage(storage)
    , m_gradients(m_tensors.size())
{
    for (std::size_t i = 0; i < m_tensors.size(); ++i) {
        m_shards.push_back(at::empty({rowsPerRank(m_tensors[i].shape.front(), ranks.numRanks()), rowSize(i)},
                                     at::TensorOptions(storage.device).dtype(at::kFloat)));
        // Padding is sent around: nobody reads it, but it should be numbers.
        m_shards.back().narrow(0, share(i).count, m_shards.back().size(0) - share(i).count).zero_();
    }
}

ShardedGroup::~ShardedGroup() = default;
ShardedGroup::ShardedGroup(ShardedGroup &&) noexcept = default;

std::int64_t ShardedGroup::rowSize(std::size_t index) const
{
    const std::vector<std::int64_t> &shape = m_tensors[index].shape;
    std::int64_t size = 1;
    for (std::size_t i = 1; i < shape.size(); ++i) {
        size *= shape[i];
    }
    return size;
}

RowShare ShardedGroup::share(std::size_t index) const
{
    return rowShareOf(m_tensors[index].shape.front(), m_ranks->rank(), m_ranks->numRanks());
}

at::Tensor ShardedGroup::shard(std::size_t index) const
{
    return m_shards[index].narrow(0, 0, share(index).count);
}

c10::ScalarType ShardedGroup::typeOf(std::size_t index) const
{
    return m_tensors[index].shape.size() > 1 ? m_storage.computeType : c10::kFloat;
}

void ShardedGroup::makeBuffers()
{
    for (std::size_t i = 0; i < m_tensors.size(); ++i) {
        const at::Tensor &shard = m_shards[i];
        const bool isShard = isAlone() && typeOf(i) == shard.scalar_type();
        m_buffers.push_back(isShard ? shard
                                    : at::empty({shard.size(0) * m_ranks->numRanks(), shard.size(1)},
                                                shard.options().dtype(typeOf(i))));
        m_whole.push_back(m_buffers[i].narrow(0, 0, m_tensors[i].shape.front()).view(m_tensors[i].shape));
    }
}

void ShardedGroup::startGather()
{
    if (!m_isStale && !m_whole.empty()) {
        return;
    }
    m_isStale = false;
    if (m_whole.empty()) {
        makeBuffers();
    }
    for (std::size_t i = 0; i < m_tensors.size(); ++i) {
        const at::Tensor &shard = m_shards[i];
        if (!isAlone()) {
            m_parts.push_back(shard.to(typeOf(i))); // itself, where it has the type
            m_underWay.push_back(m_ranks->startGather(m_parts.back(), m_buffers[i]));
        } else if (!m_buffers[i].is_same(shard)) {
            m_buffers[i].copy_(shard);
        }
    }
}

at::Tensor ShardedGroup::gathered(std::size_t index) const
{
    const at::Tensor &shard = m_shards[index];
    at::Tensor buffer = shard;
    if (!isAlone()) {
        buffer = at::empty({shard.size(0) * m_ranks->numRanks(), shard.size(1)}, shard.options());
        m_ranks->startGather(shard, buffer)->wait();
    }
    return buffer.narrow(0, 0, m_tensors[index].shape.front()).view(m_tensors[index].shape);
}

const std::vector<at::Tensor> &ShardedGroup::whole()
{
    startGather();
    for (const auto &gather : m_underWay) {
        gather->wait();
    }
    m_underWay.clear();
    m_parts.clear();
    return m_whole;
}

void ShardedGroup::release()
{
    BAFO_CHECK(m_underWay.empty(), "a gather is under way");
    m_whole.clear();
    m_buffers.clear();
    m_isStale = true;
}

void ShardedGroup::addGradient(std::size_t index, at::Tensor whole, int numSenders)
{
    at::Tensor &sum = m_gradients[index];
    if (isAlone()) {
        if (sum.defined()) {
            sum.add_(whole.view(sum.sizes()));
        } else {
            sum = whole.view({-1, rowSize(index)});
        }
        return;
    }
    if (!sum.defined()) {
        sum = at::zeros({share(index).count, rowSize(index)}, m_shards[index].options());
    }
    addInPieces(index, whole, numSenders);
}

/// Some rows of every rank's share at a time, so that a large tensor needs no second copy of itself.
void ShardedGroup::addInPieces(std::size_t index, const at::Tensor &whole, int numSenders)
{
    const int numRanks = m_ranks->numRanks();
    const std::int64_t rows = m_tensors[index].shape.front();
    const std::int64_t size = rowSize(index);
    const std::int64_t rowsOfPiece = std::max<std::int64_t>(1, kElementsPerPiece / (size * numRanks));
    const at::Tensor &sum = m_gradients[index];
    for (std::int64_t first = 0; first < rowsPerRank(rows, numRanks); first += rowsOfPiece) {
        std::vector<std::int64_t> sizes;
        std::vector<at::Tensor> pieces;
        for (int rank = 0; rank < numRanks; ++rank) {
            const RowShare theirs = rowShareOf(rows, rank, numRanks);
            const std::int64_t begin = std::min(first, theirs.count);
            const std::int64_t count = std::min(rowsOfPiece, theirs.count - begin);
            sizes.push_back(count * size);
            if (whole.defined()) {
                pieces.push_back(whole.view({rows, size}).narrow(0, theirs.first + begin, count));
            }
        }
        const std::int64_t begin = std::min(first, sum.size(0));
        const std::int64_t count = sizes[static_cast<std::size_t>(m_ranks->rank())] / size;
        m_ranks->addPieces(whole.defined() ? at::cat(pieces) : at::Tensor(), sizes, numSenders,
                           sum.narrow(0, begin, count));
    }
}

void ShardedGroup::clearGradients()
{
    for (at::Tensor &gradient : m_gradients) {
        gradient.reset();
    }
}

} // namespace bafo::distributed
