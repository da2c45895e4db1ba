// SPDX-License-Identifier: Apache-2.0
// A decoder-only language model: embedding, blocks, last norm, head. Trains, scores, and continues what it remembers.
//
// Shapes: B batch, T time, D width, V vocabulary.
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/model/architecture.h"
#include "core/model/linear.h"
#include "core/model/loss_head.h"
#include "core/model/model_config.h"
#include "core/model/weight_keeper.h"
#include "core/model/weight_store.h"

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace bafo::model {

/// What a block's forward pass leaves for backward.
enum class Recompute {
    none, ///< everything that autograd wants
    block, ///< its input only; the pass is made again in backward, with equal bits
};

struct DecoderOptions {
    Recompute recompute = Recompute::none;
    LossHeadOptions lossHead = {};
    c10::Device device = c10::kCPU; ///< where its weights have their values; ids may lie elsewhere
};

/// Keys and values of all layers for one sequence.
struct KvCache {
    std::vector<LayerCache> layers;
    std::int64_t numTokens = 0; ///< remembered
    std::int64_t capacity = 0;

    /// Forgets all but the first `count` tokens; or everything, where a layer with a window no longer has what a token
    /// behind those would see.
    void truncate(std::int64_t count);
};

struct StepLoss {
    double loss = 0;
    std::int64_t forwardNs = 0;
    std::int64_t backwardNs = 0; ///< the head's part included: it does both at once
};

/// Borrows its weights. Positions are limited by the configuration's contextLength. One thread at a time.
class Decoder {
public:
    Decoder(const Architecture &architecture, ModelConfig config, WeightStore &weights, DecoderOptions options = {});

    [[nodiscard]] const ModelConfig &config() const { return m_config; }

    /// What a keeper keeps.
    [[nodiscard]] std::vector<WeightUnit> units() const;

    /// From now on this one has the values and takes the gradients; it must outlive the decoder. Without one the
    /// weights keep both themselves.
    void setKeeper(WeightKeeper &keeper) { m_keeper = &keeper; }

    /// Mean loss and gradients of one micro-batch. ids and targets [B, T]; a negative target is none. The loss is the
    /// sum over all targets divided by validTargets, which is that of the whole step. Gradients are finished, then
    /// added to those in the weights. Where a sequence is packed of documents, firstVisible_BT [B, T] (int64,
    /// contiguous) says for every row where its document begins. Blocks below everything that is not frozen keep
    /// nothing for backward, which ends above them.
    StepLoss lossAndGradients(const at::Tensor &ids_BT, const at::Tensor &targets_BT, std::int64_t validTargets,
                              const DropoutPlace &dropout, const Clock &clock, const at::Tensor &firstVisible_BT = {});

    /// Asks its keeper for everything that lossAndGradients does, and gives no gradients: for a rank whose share of a
    /// step has no more micro-batches while another's has.
    void joinMicroBatch();

    /// After the last norm: [B, T, D]. No gradient, no dropout.
    [[nodiscard]] at::Tensor hidden(const at::Tensor &ids_BT);

    /// [B, T, V].
    [[nodiscard]] at::Tensor logits(const at::Tensor &ids_BT);

    /// The logits [N, V] of rows that hidden() gave: for whoever must not have those of all rows at once.
    [[nodiscard]] at::Tensor logitsOf(const at::Tensor &hidden_ND) const;

    /// ln p of every target that is not negative, row by row.
    [[nodiscard]] std::vector<double> logProbabilities(const at::Tensor &ids_BT, const at::Tensor &targets_BT);

    [[nodiscard]] KvCache makeCache(std::int64_t capacity) const;

    /// Reads ids [T] after what the cache remembers; logits [V] of what follows the last. The caller keeps within its
    /// capacity.
    [[nodiscard]] at::Tensor readNext(const at::Tensor &ids_T, KvCache &cache);

    /// The same with the logits [numRows, V] behind each of the last numRows ids.
    [[nodiscard]] at::Tensor readNextRows(const at::Tensor &ids_T, KvCache &cache, std::int64_t numRows);

private:
    [[nodiscard]] const RotaryTable &rotaryFor(std::int64_t numPositions, at::Device device);
    [[nodiscard]] EmbeddingOptions embeddingOptions() const;
    [[nodiscard]] at::Tensor finalNorm(const at::Tensor &x) const;
    [[nodiscard]] at::Tensor headLogits(const at::Tensor &normed) const;
    at::Tensor runBlocks(const at::Tensor &ids_BT, KvCache *cache);
    at::Tensor backwardThroughBlocks(at::Tensor gradient_BTD, std::vector<at::Tensor> &inputs,
                                     std::vector<at::Tensor> &outputs, const BlockContext &context);

    /// The lowest block that backward must reach, their number where it need not reach any.
    [[nodiscard]] std::size_t firstTrainedBlock() const;

    /// use(block) for all blocks from first to last, and from last to the first that is trained, with their gradients
    /// at the end.
    template <class Use>
    void walkForward(bool isLastKept, const Use &use);
    template <class Use>
    void walkBackward(const Use &use);

    ModelConfig m_config;
    DecoderOptions m_options;
    std::vector<std::unique_ptr<Block>> m_blocks;
    Weight &m_embedding;
    Weight &m_finalNorm;
    Weight &m_head;
    const TokenRows *m_embeddingRows; ///< null where all are the table's own
    const TokenRows *m_headRows;
    std::unique_ptr<RotaryTable> m_rotary;
    std::unique_ptr<WeightKeeper> m_ownKeeper;
    WeightKeeper *m_keeper = nullptr;
};

} // namespace bafo::model
