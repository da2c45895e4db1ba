// SPDX-License-Identifier: Apache-2.0
// Tensors that are gathered, used and given back together: one block of a model, or what stands around the blocks.
#pragma once

#include "core/distributed/collectives.h"
#include "core/distributed/row_share.h"

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace bafo::distributed {

/// A tensor before it is divided.
struct WholeTensor {
    std::string name;
    std::vector<std::int64_t> shape; ///< at least one dimension
};

/// Where the numbers lie, and what is computed with. Shards and gradients are fp32 always; what is gathered of a matrix
/// has the compute type, while norms and biases, of one dimension, stay fp32: they are few, and Gemma adds 1 to them.
struct ShardStorage {
    c10::Device device = c10::kCPU;
    c10::ScalarType computeType = c10::kFloat;
};

/// Each rank keeps its share of the rows of every tensor, and of the tensor's gradient (Rajbhandari et al., "ZeRO",
/// arXiv 1910.02054, stages 2 and 3). A single rank's fp32 shares are the tensors themselves: gathering
/// costs nothing then. One thread a rank; all ranks make the same calls. Throws PeerLost.
class ShardedGroup {
public:
    /// Values are not set. `ranks` must live longer.
    ShardedGroup(Collectives &ranks, std::vector<WholeTensor> tensors, const ShardStorage &storage = {});
    ~ShardedGroup();
    ShardedGroup(ShardedGroup &&) noexcept;

    [[nodiscard]] std::size_t size() const { return m_tensors.size(); }
    [[nodiscard]] const WholeTensor &tensor(std::size_t index) const { return m_tensors[index]; }
    [[nodiscard]] RowShare share(std::size_t index) const;

    /// Values of this rank's rows: [share.count, elements of a row]. What is written there is the value from the next
    /// gather on.
    [[nodiscard]] at::Tensor shard(std::size_t index) const;

    /// Gradient of this rank's rows, of the shape of the shard; undefined where none was added.
    [[nodiscard]] at::Tensor gradient(std::size_t index) const { return m_gradients[index]; }

    /// Begins to gather the whole tensors, unless they are there or on their way.
    void startGather();

    /// Waits for them. They stay until release.
    [[nodiscard]] const std::vector<at::Tensor> &whole();

    /// Whether what is gathered is a copy, which takes memory and can be out of date.
    [[nodiscard]] bool hasCopies() const { return !isAlone() || m_storage.computeType != c10::kFloat; }

    /// One tensor as the shards have it: fp32, gathered for the caller alone.
    [[nodiscard]] at::Tensor gathered(std::size_t index) const;

    /// Gives their memory back, as soon as nobody else holds them.
    void release();

    /// The shards were changed: the next gather fetches them anew, into the same memory where that is still there.
    void markChanged() { m_isStale = true; }

    /// Adds the gradients of ranks 0 .. numSenders - 1, in that order, to the shards of all ranks. `whole` has the
    /// tensor's shape; undefined where this rank sends none. It is not used afterwards. Extra memory: two pieces of at
    /// most 32 MiB.
    void addGradient(std::size_t index, at::Tensor whole, int numSenders);

    void clearGradients();

private:
    [[nodiscard]] std::int64_t rowSize(std::size_t index) const;
    [[nodiscard]] bool isAlone() const { return m_ranks->numRanks() == 1; }
    [[nodiscard]] c10::ScalarType typeOf(std::size_t index) const;
    void makeBuffers();
    void addInPieces(std::size_t index, const at::Tensor &whole, int numSenders);

    Collectives *m_ranks;
    std::vector<WholeTensor> m_tensors;
    ShardStorage m_storage;
    std::vector<at::Tensor> m_shards; ///< padded to rowsPerRank rows
    std::vector<at::Tensor> m_gradients;
    std::vector<at::Tensor> m_buffers; ///< what is gathered, with padding; empty after release
    std::vector<at::Tensor> m_whole; ///< views of them
    std::vector<at::Tensor> m_parts; ///< what is sent of shards that have another type than what is gathered
    std::vector<std::unique_ptr<Gather>> m_underWay;
    bool m_isStale = true;
};

} // namespace bafo::distributed
