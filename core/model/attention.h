// SPDX-License-Identifier: Apache-2.0
// Causal attention over grouped queries, with or without what was remembered.
//
// Shapes: B batch, T time, S remembered and new time together, H query heads, G key-value heads, E size of a head.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace bafo::model {

/// Keys and values of one layer, in room for a fixed number of positions. B is 1.
struct LayerCache {
    at::Tensor keys_BGSE;
    at::Tensor values_BGSE;
};

/// q [B, T, H, E], k and v [B, T, G, E] -> [B, T, H, E]. Scores are scaled by E^-1/2. Without a cache row t sees rows
/// up to t. With one, the new keys and values are put at firstPosition, and row t sees all up to firstPosition + t.
[[nodiscard]] at::Tensor attend(const at::Tensor &queries_BTHE, const at::Tensor &keys_BTGE,
                                const at::Tensor &values_BTGE, LayerCache *cache, std::int64_t firstPosition);

} // namespace bafo::model
