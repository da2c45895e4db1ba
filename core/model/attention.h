// SPDX-License-Identifier: Apache-2.0
// Causal attention over grouped queries, with or without what was remembered.
//
// Shapes: B batch, T time, H query heads, G key-value heads, E size of a head.
#pragma once

#include "core/model/causal_attention.h"
#include "core/model/layer_cache.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace bafo::model {

/// Where new rows stand.
struct AttentionPlace {
    std::int64_t firstPosition = 0; ///< of the first one in its sequence
    LayerCache *cache = nullptr; ///< of what is before them; null where that is nothing
    at::Tensor firstVisible_BT = {}; ///< without a cache only: see causalAttention
};

/// q [B, T, H, E], k and v [B, T, G, E] -> [B, T, H, E]. With a cache the new keys and values are remembered.
[[nodiscard]] at::Tensor attend(const at::Tensor &queries_BTHE, const at::Tensor &keys_BTGE,
                                const at::Tensor &values_BTGE, const AttentionOptions &options,
                                const AttentionPlace &place);

} // namespace bafo::model
