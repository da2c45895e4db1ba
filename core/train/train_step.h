// SPDX-License-Identifier: Apache-2.0
// One optimizer step: gradients of all its micro-batches, their norm, the guards, and the update.
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/distributed/collectives.h"
#include "core/train/adamw.h"
#include "core/train/schedule.h"
#include "core/train/step_plan.h"
#include "core/train/trainable_model.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::train {

/// One sequence of the curriculum: T + 1 tokens, of which the first numValidTargets targets are real and the rest
/// padding; or those that isTarget says.
struct TrainingSequence {
    std::vector<std::uint32_t> tokens;
    std::int64_t numValidTargets = 0;
    std::int64_t numBytes = 0; ///< UTF-8 bytes that the valid targets stand for
    std::string stage = {}; ///< of the curriculum; of a replayed sequence the name of the text that it comes from
    std::string replayOf = {}; ///< the stage that a replayed sequence stands in; empty: it is no replayed one
    bool isFirstOfStage = false; ///< of all sequences with its stage's name
    std::vector<std::int64_t> documentRows
        = {}; ///< inputs behind the first with which a document begins that sees none before it
    std::vector<bool> isTarget = {}; ///< T long; empty: the first numValidTargets
};

/// A stage whose first sequence was trained on.
struct StageStart {
    std::string name;
    std::string replayOf; ///< not empty: text that is read between that of this stage
};

/// The curriculum as one row of sequences, found by their global index. One thread at a time.
class SequenceSource {
public:
    virtual ~SequenceSource() = default;
    [[nodiscard]] virtual std::int64_t numSequences() const = 0;
    virtual Result<TrainingSequence> sequence(std::int64_t globalIndex) = 0;
};

struct StepReport {
    double loss = 0; ///< mean over the step's valid targets, in nats
    double learningRate = 0;
    double gradientNorm = 0; ///< before clipping
    std::int64_t numTokens = 0;
    std::int64_t numBytes = 0;
    std::int64_t numSequences = 0;
    std::vector<StageStart> stagesEntered; ///< in the order of their first sequences
    double dataMs = 0;
    double forwardMs = 0;
    double backwardMs = 0;
    double optimizerMs = 0; ///< norm, clipping and update
    double totalMs = 0;
};

/// Borrows everything; lives within a Trainer.
class TrainStep {
public:
    TrainStep(TrainableModel &model, SequenceSource &source, AdamW &optimizer, distributed::Collectives &ranks,
              const Clock &clock, Schedule schedule, double clipNorm);

    /// Does step `step` (counted from 0) of the plan with the sequences from `cursor` on. Micro-batch i is computed by
    /// rank i modulo their number; gradients and losses are added in the order of the micro-batches, so that the number
    /// of ranks changes no bit. A loss or gradient that is not finite is an error (data) on every rank that names the
    /// step, the learning rate and the first tensor; then no weight has been touched.
    Result<StepReport> run(const StepPlan &plan, std::int64_t step, std::int64_t cursor);

private:
    Result<std::vector<TrainingSequence>> readSequences(SequenceRange range, StepReport &report);
    Result<void> addAllGradients(const std::vector<SequenceRange> &microBatches, std::int64_t step,
                                 const std::vector<TrainingSequence> &sequences, StepReport &report);
    double sumOfLosses(const std::vector<double> &own, std::size_t numMicroBatches);
    Result<void> update(std::int64_t step, StepReport &report);

    TrainableModel &m_model;
    SequenceSource &m_source;
    AdamW &m_optimizer;
    distributed::Collectives &m_ranks;
    const Clock &m_clock;
    Schedule m_schedule;
    double m_clipNorm;
};

} // namespace bafo::train
