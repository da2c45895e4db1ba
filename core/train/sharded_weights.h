// SPDX-License-Identifier: Apache-2.0
// The weights of a training run, divided among its ranks: the keeper that a decoder asks while it learns.
#pragma once

#include "core/base/result.h"
#include "core/distributed/sharded_group.h"
#include "core/model/weight_keeper.h"
#include "core/model/weight_store.h"
#include "core/train/parameter_view.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace bafo::train {

/// How much of a model a rank holds between two uses (Rajbhandari et al., arXiv 1910.02054). Gradients and moments are
/// divided in both.
enum class ZeroStage {
    two, ///< blocks stay gathered from their first use in a step to the update
    three, ///< a block is gathered for its forward and its backward pass, and given back after each
};

/// When gradients go to the ranks that keep their rows.
enum class GradientSync {
    each, ///< after every round of micro-batches: sums are made in the order of the sequences
    /// Once a step: each rank adds up what it computed itself, whole, and these sums are added in the order of the
    /// ranks. Less traffic, and a whole gradient on every rank. Other sums than those of one rank: outside of what any
    /// number of ranks does bit for bit alike. On one rank there is no difference.
    last,
};

/// Some rows of one weight, to be filled from a file.
struct WeightRows {
    std::string name;
    std::int64_t firstRow = 0;
    std::int64_t rowSize = 1;
    std::span<float> values;
};

/// What a rank's tensors take, in bytes.
struct ShardBytes {
    std::int64_t parameters = 0;
    std::int64_t gradients = 0;
    std::int64_t gathered = 0; ///< copies that are there now
};

/// Owns the shards. Each unit of the decoder is a group; unit 0, with the embedding and the head, stays gathered. On
/// one rank that computes in fp32 nothing is ever copied. A weight that is packed stays where it is, whole on every
/// rank, and is none of those spoken of below. One thread; all ranks make the same calls. Throws distributed::PeerLost.
class ShardedWeights final : public model::WeightKeeper {
public:
    /// All weights of the store, which are those of the units. Values that are there are taken over (each rank its
    /// rows); others are undefined until fill. Store and ranks must live longer. What is to be packed is packed before.
    ShardedWeights(distributed::Collectives &ranks, const model::WeightStore &weights,
                   std::vector<model::WeightUnit> units, ZeroStage stage, GradientSync sync = GradientSync::each,
                   const distributed::ShardStorage &storage = {});

    void prefetch(std::size_t unit) override;
    void unshard(std::size_t unit) override;
    void reshard(std::size_t unit) override;
    void reduceGradients(std::size_t unit) override;

    /// A weight without rows in `trained` (by weight, in the order of the store) is frozen in the step that begins now:
    /// no gradient of it is computed, or kept. So many micro-batches follow.
    void beginStep(const std::vector<RowRanges> &trained, std::int64_t numMicroBatches);

    /// Of the ranks, the first numSenders have a micro-batch in the round that begins now, each one.
    void beginRound(int numSenders);

    /// Calls read(rows) for every weight, in the order of the store, with the rows that this rank keeps: it sets them.
    Result<void> fill(const std::function<Result<void>(const WeightRows &)> &read);

    /// This rank's rows with their gradients, in the order of the store.
    [[nodiscard]] std::vector<ParameterView> parameters();

    void clearGradients();

    /// The rows were changed: what was gathered is out of date.
    void markChanged();

    /// Calls use(values) with all values of a weight, gathered for that time: fp32, in main memory.
    Result<void> withWhole(const std::string &name, const std::function<Result<void>(std::span<const float>)> &use);

    [[nodiscard]] ShardBytes bytes() const;
    [[nodiscard]] distributed::Collectives &ranks() { return m_ranks; }

private:
    struct Unit {
        distributed::ShardedGroup group;
        model::WeightUnit weights;
        bool isOpen = false; ///< its weights have values
    };

    struct Place {
        std::size_t unit = 0;
        std::size_t index = 0;
    };

    void takeOver(Unit &unit);
    void close(Unit &unit);
    [[nodiscard]] bool isWaiting() const;
    void sendGradient(Unit &unit, std::size_t index, at::Tensor gradient, int numSenders);

    distributed::Collectives &m_ranks;
    std::vector<Unit> m_units;
    std::vector<Place> m_places; ///< of the store's weights
    ZeroStage m_stage;
    GradientSync m_sync;
    distributed::ShardStorage m_storage;
    int m_numSenders = 1;
    std::int64_t m_numRoundsLeft = 1; ///< of the step, behind the one that is made
    int m_numSendersOfStep = 1; ///< ranks that have any micro-batch of the step
};

} // namespace bafo::train
