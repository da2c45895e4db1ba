// SPDX-License-Identifier: Apache-2.0
// Who has a model's values, and when: a decoder says before it uses a unit and when it is done with it.
#pragma once

#include "core/model/weight.h"

#include <cstddef>
#include <vector>

namespace bafo::model {

/// Weights that are used together. Unit 0 of a decoder stands around the blocks: embedding, last norm and head, each
/// once; unit i + 1 is block i.
using WeightUnit = std::vector<Weight *>;

/// A decoder makes the same calls in the same order for every micro-batch, whatever is in it: they may be collectives.
class WeightKeeper {
public:
    virtual ~WeightKeeper() = default;

    /// The unit will be used after the one that is used now: what takes time may begin.
    virtual void prefetch(std::size_t unit) = 0;

    /// The unit's weights have values when this returns.
    virtual void unshard(std::size_t unit) = 0;

    /// They are not used again before the next unshard.
    virtual void reshard(std::size_t unit) = 0;

    /// The micro-batch has given the unit's weights all their gradients.
    virtual void reduceGradients(std::size_t unit) = 0;
};

/// Weights that have their values all the time, and keep their gradients.
class ResidentWeights final : public WeightKeeper {
public:
    explicit ResidentWeights(std::vector<WeightUnit> units)
        : m_units(std::move(units))
    {
    }

    void prefetch(std::size_t /*unit*/) override { }
    void unshard(std::size_t /*unit*/) override { }
    void reshard(std::size_t /*unit*/) override { }

    void reduceGradients(std::size_t unit) override
    {
        for (Weight *weight : m_units[unit]) {
            weight->finishMicroBatch();
        }
    }

private:
    std::vector<WeightUnit> m_units;
};

} // namespace bafo::model
