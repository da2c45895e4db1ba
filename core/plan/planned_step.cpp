// SPDX-License-Identifier: Apache-2.0
#include "core/plan/planned_step.h"

#include "core/plan/loss_chunk.h"
#include "core/plan/step_walk.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace bafo::plan {
namespace {

constexpr int kSteps = 2; ///< the heap has found its size by then
constexpr std::int64_t kMostRounds = 2; ///< of micro-batches: the later ones repeat

} // namespace

void StepWalk::microBatch()
{
    const Held ids = m_ledger.take(MemoryKind::activations, m_numRows * 16);
    std::vector<Held> stream; // what goes into each block, and what comes out of the last
    std::vector<SavedBlock> saved(m_model.units.size());
    gather(0);
    stream.push_back(embed());
    for (std::size_t unit = 1; unit <= lastUnit(); ++unit) {
        gather(unit);
        if (unit < lastUnit()) {
            gather(unit + 1);
        }
        stream.push_back(forwardBlock(m_settings.isRecomputed ? nullptr : &saved[unit]));
        if (unit < lastUnit()) {
            giveBack(unit);
        }
    }
    const Held scale = rowScales();
    const Held normed = rows(m_model.hiddenSize);
    const Held toHidden = lossAndGradient();
    addBatchGradient(0, "model.norm");
    Held gradient = rows(m_model.hiddenSize);
    for (std::size_t unit = lastUnit(); unit > 0; --unit) {
        gather(unit);
        if (unit > 1) {
            gather(unit - 1);
        }
        Held again;
        if (m_settings.isRecomputed) {
            again = forwardBlock(&saved[unit]);
        }
        Held next = backwardBlock(unit, saved[unit]);
        gradient = std::move(next);
        // A graph holds its output till the block is through; what came out of the last block stays to the end.
        if (m_settings.isRecomputed || unit == 1) {
            stream[unit - 1].giveBack();
        }
        if (!m_settings.isRecomputed && unit < lastUnit()) {
            stream[unit].giveBack();
        }
        reduce(unit);
        giveBack(unit);
    }
    embedBackward();
    reduce(0);
}

BytesByKind StepWalk::train()
{
    takeWeights(true);
    const std::int64_t numMicroBatches
        = (m_settings.sequencesPerStep + m_settings.microBatch - 1) / m_settings.microBatch;
    const std::int64_t numRounds = (numMicroBatches + m_settings.numRanks - 1) / m_settings.numRanks;
    for (int step = 0; step < kSteps; ++step) {
        for (Holdings &gradients : m_gradients) {
            gradients.clear();
        }
        for (std::int64_t round = 0; round < std::min(numRounds, kMostRounds); ++round) {
            m_numRoundsLeft = std::min(numRounds, kMostRounds) - round - 1;
            microBatch();
        }
    }
    return m_ledger.mostHeld();
}

void StepWalk::scoreRows()
{
    const std::int64_t chunk = rowsPerLossChunk(m_model.vocabularySize, m_settings.lossChunkMib << 20);
    const Held logits = floats(MemoryKind::lossHead, std::min(chunk, m_numRows) * m_model.vocabularySize);
}

BytesByKind StepWalk::score()
{
    takeWeights(false);
    Held stream = embed();
    for (std::size_t unit = 1; unit <= lastUnit(); ++unit) {
        Held next = forwardBlock(nullptr);
        stream = std::move(next);
    }
    const Held scale = rowScales();
    const Held normed = rows(m_model.hiddenSize);
    stream.giveBack();
    scoreRows();
    return m_ledger.mostHeld();
}

BytesByKind planTrainingTensors(const ModelShape &model, const StepSettings &settings)
{
    const ModelShape whole = withAdapter(model, settings.adapter);
    return StepWalk(whole, settings).train();
}

BytesByKind planScoringTensors(const ModelShape &model, const StepSettings &settings)
{
    return StepWalk(model, settings).score();
}

LoadingBytes planLoading(const ModelShape &model, const StepSettings &settings)
{
    LoadingBytes most;
    std::int64_t weights = 0;
    for (std::size_t unit = 0; unit < model.units.size(); ++unit) {
        for (const TensorShape &tensor : model.units[unit]) {
            const bool isPacked = settings.isBasePacked && tensor.rowSize > 1;
            const std::int64_t own = isPacked ? tensor.rows : rowsPerRank(tensor.rows, settings.numRanks);
            weights += isPacked ? packedBytesOf(tensor, unit == 0) : own * tensor.rowSize * settings.bytes.weight;
            const std::int64_t pages = tensor.fileBytes / tensor.rows * own;
            if (weights + pages > most.weights + most.filePages) {
                most = {.weights = weights, .filePages = pages};
            }
        }
    }
    return most;
}

} // namespace bafo::plan
