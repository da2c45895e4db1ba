// SPDX-License-Identifier: Apache-2.0
#include "core/train/decoder_model.h"

#include <ATen/ATen.h>

namespace bafo::train {
namespace {

/// The numbers of a batch as a tensor over the same memory.
at::Tensor borrowed(const std::vector<std::int64_t> &values, const MicroBatch &batch)
{
    // from_blob wants a pointer to change; nobody does.
    return at::from_blob(const_cast<std::int64_t *>(values.data()), {batch.numRows, batch.rowLength}, at::kLong);
}

} // namespace

DecoderModel::DecoderModel(model::Decoder &decoder, ShardedWeights &weights, double dropout, std::uint64_t seed,
                           const Clock &clock, double adapterDropout)
    : m_decoder(decoder)
    , m_weights(weights)
    , m_dropout{.probability = dropout, .adapterProbability = adapterDropout, .seed = seed}
    , m_clock(clock)
{
    decoder.setKeeper(weights);
}

Result<MicroBatchResult> DecoderModel::addGradients(const MicroBatch *batch, int numSenders)
{
    m_weights.beginRound(numSenders);
    if (batch == nullptr) {
        m_decoder.joinMicroBatch();
        return MicroBatchResult{};
    }
    model::DropoutPlace dropout = m_dropout;
    dropout.step = batch->step;
    dropout.firstSequence = batch->firstSequence;
    const model::StepLoss loss = m_decoder.lossAndGradients(
        borrowed(batch->ids, *batch), borrowed(batch->targets, *batch), batch->validTargetsOfStep, dropout, m_clock,
        batch->firstVisible.empty() ? at::Tensor() : borrowed(batch->firstVisible, *batch));
    return MicroBatchResult{.loss = loss.loss,
                            .forwardMs = static_cast<double>(loss.forwardNs) * 1e-6,
                            .backwardMs = static_cast<double>(loss.backwardNs) * 1e-6};
}

} // namespace bafo::train
