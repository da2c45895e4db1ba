// SPDX-License-Identifier: Apache-2.0
// What a trainer needs to know of a model: its weights, and the loss and gradients of a few sequences.
#pragma once

#include "core/base/result.h"
#include "core/train/parameter_view.h"

#include <cstdint>
#include <span>
#include <vector>

namespace bafo::train {

/// Some consecutive sequences of one step. Targets of padding are negative.
struct MicroBatch {
    std::int64_t step = 0; ///< steps done before this one: a coordinate of random draws
    std::int64_t firstSequence = 0; ///< global index of row 0: another one
    std::int64_t numRows = 0; ///< B
    std::int64_t rowLength = 0; ///< T
    std::vector<std::int64_t> ids; ///< B x T
    std::vector<std::int64_t> targets; ///< B x T
    std::vector<std::int64_t> firstVisible = {}; ///< B x T: where each row's document begins; empty: all at row 0
    std::int64_t validTargetsOfStep = 0; ///< of all micro-batches of the step: the loss is divided by it
};

/// What all ranks know of a step before it is made.
struct StepOutline {
    /// By parameter: the rows that its update will move. Gradients of others are nobody's; a tensor without such rows
    /// needs none at all.
    std::vector<RowRanges> trained;
    std::int64_t numMicroBatches = 1; ///< of all ranks together
};

struct MicroBatchResult {
    double loss = 0; ///< this micro-batch's share of the step's mean loss, in nats per target
    double forwardMs = 0;
    double backwardMs = 0;
};

/// One thread at a time; all ranks of a run make the same calls.
class TrainableModel {
public:
    virtual ~TrainableModel() = default;

    /// This rank's rows of all weights that a checkpoint holds, tied ones once, in an order that never changes.
    /// Gradients are those added so far; null where there are none. Views are good until the next call of any member.
    virtual std::vector<ParameterView> parameters() = 0;

    /// Finishes the gradient of these sequences, then adds it to what is there. A round is one micro-batch for each of
    /// the first numSenders ranks, added in their order; all ranks take part in it, one without a micro-batch by null.
    virtual Result<MicroBatchResult> addGradients(const MicroBatch *batch, int numSenders) = 0;

    /// Forgets all gradients.
    virtual void clearGradients() = 0;

    /// Before a step's first micro-batch, what the step is; a model that computes all gradients need not listen.
    virtual void beginStep(const StepOutline & /*step*/) { }

    /// The values behind parameters() were changed.
    virtual void weightsChanged() = 0;
};

} // namespace bafo::train
