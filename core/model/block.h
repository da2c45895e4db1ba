// SPDX-License-Identifier: Apache-2.0
// One layer of a decoder, as its architecture makes it.
#pragma once

#include "core/model/attention.h"
#include "core/model/dropout.h"
#include "core/model/rotary.h"
#include "core/model/weight.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace bafo::model {

/// What a block is told beside its input.
struct BlockContext {
    const RotaryTable &rotary;
    std::int64_t firstPosition = 0; ///< of row 0 in its sequence
    LayerCache *cache = nullptr; ///< null while training
    DropoutPlace dropout = {};
    at::Tensor firstVisible_BT = {}; ///< first row of each row's document; undefined: the sequence is one
};

/// Runs with or without autograd; its weights stay outside of the graph. Forward keeps nothing in the block, so that it
/// can be run again in backward. One thread at a time.
class Block {
public:
    virtual ~Block() = default;

    /// [B, T, D] -> [B, T, D].
    virtual at::Tensor forward(const at::Tensor &x_BTD, const BlockContext &context) = 0;

    /// Everything it asks in forward: what a sharded run gathers together.
    [[nodiscard]] virtual std::vector<Weight *> weights() = 0;
};

} // namespace bafo::model
