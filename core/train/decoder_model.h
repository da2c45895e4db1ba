// SPDX-License-Identifier: Apache-2.0
// A real decoder as the trainer sees it.
#pragma once

#include "core/base/clock.h"
#include "core/model/decoder.h"
#include "core/model/dropout.h"
#include "core/model/weight_store.h"
#include "core/train/adamw.h"
#include "core/train/trainable_model.h"

#include <cstdint>
#include <vector>

namespace bafo::train {

/// Borrows decoder, weights and clock. Torch's exceptions pass through. One thread at a time.
class DecoderModel final : public TrainableModel {
public:
    /// Dropout draws by seed; step and sequence come with each micro-batch.
    DecoderModel(model::Decoder &decoder, model::WeightStore &weights, double dropout, std::uint64_t seed,
                 const Clock &clock);

    std::vector<ParameterView> parameters() override;
    Result<MicroBatchResult> addGradients(const MicroBatch &batch) override;
    void clearGradients() override;

private:
    model::Decoder &m_decoder;
    model::WeightStore &m_weights;
    model::DropoutPlace m_dropout;
    const Clock &m_clock;
};

/// One group a weight: decay for matrices only, the factor for rows that stand for tokens, frozen as the weight says.
[[nodiscard]] std::vector<RowGroup> rowGroupsOf(const model::WeightStore &weights, double weightDecay,
                                                double embeddingLearningRateFactor);

} // namespace bafo::train
