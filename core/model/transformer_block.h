// SPDX-License-Identifier: Apache-2.0
// The block that the families of decoders share: attention, then a gated feed-forward part, each around a sum. What
// differs between families is chosen by options and by which weights there are.
#pragma once

#include "core/model/attention.h"
#include "core/model/block.h"
#include "core/model/linear.h"
#include "core/model/model_config.h"
#include "core/model/rms_norm.h"

#include <cstdint>
#include <memory>

namespace bafo::model {

/// What a layer computes with. Borrows everything.
struct BlockWeights {
    Norm attentionNorm; ///< of what goes into attention
    LinearWeights queries;
    LinearWeights keys;
    LinearWeights values;
    LinearWeights attentionOutput;
    Norm attentionEndNorm = {}; ///< of what comes out, before the sum; without a weight there is none
    Norm feedForwardNorm;
    LinearWeights gate;
    LinearWeights up;
    LinearWeights down;
    Norm feedForwardEndNorm = {};
};

struct BlockOptions {
    std::int64_t layer = 0; ///< for random draws
    std::int64_t numHeads = 0;
    std::int64_t numKeyValueHeads = 0;
    std::int64_t headSize = 0;
    Activation activation = Activation::silu;
    AttentionOptions attention = {};
};

[[nodiscard]] std::unique_ptr<Block> makeTransformerBlock(const BlockOptions &options, const BlockWeights &weights);

} // namespace bafo::model
