// SPDX-License-Identifier: Apache-2.0
// A real decoder as the trainer sees it.
#pragma once

#include "core/base/clock.h"
#include "core/model/decoder.h"
#include "core/model/dropout.h"
#include "core/model/weight_store.h"
#include "core/train/sharded_weights.h"
#include "core/train/trainable_model.h"

#include <cstdint>
#include <vector>

namespace bafo::train {

/// Borrows decoder, weights and clock. Torch's exceptions pass through. One thread at a time.
class DecoderModel final : public TrainableModel {
public:
    /// The weights become the decoder's keeper. Dropout, in the model and before its adapters, draws by seed; step and
    /// sequence come with each micro-batch.
    DecoderModel(model::Decoder &decoder, ShardedWeights &weights, double dropout, std::uint64_t seed,
                 const Clock &clock, double adapterDropout = 0);

    std::vector<ParameterView> parameters() override { return m_weights.parameters(); }
    Result<MicroBatchResult> addGradients(const MicroBatch *batch, int numSenders) override;
    void clearGradients() override { m_weights.clearGradients(); }
    void beginStep(const StepOutline &step) override { m_weights.beginStep(step.trained, step.numMicroBatches); }
    void weightsChanged() override { m_weights.markChanged(); }

private:
    model::Decoder &m_decoder;
    ShardedWeights &m_weights;
    model::DropoutPlace m_dropout;
    const Clock &m_clock;
};

} // namespace bafo::train
