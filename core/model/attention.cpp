// SPDX-License-Identifier: Apache-2.0
#include "core/model/attention.h"

#include "core/model/plain_operators.h"

#include <ATen/ATen.h>

namespace bafo::model {
namespace {

/// [T, S] with 0 where row t may look and minus infinity elsewhere.
at::Tensor causalMask(std::int64_t numNew, std::int64_t firstPosition)
{
    const std::int64_t numAll = firstPosition + numNew;
    const at::Tensor row = at::arange(firstPosition, numAll, at::kLong).unsqueeze(1);
    const at::Tensor column = at::arange(numAll, at::kLong).unsqueeze(0);
    return at::zeros({numNew, numAll}, at::kFloat).masked_fill(column > row, -std::numeric_limits<float>::infinity());
}

/// Without soft cap and window: ATen's own, which is made for few queries and many keys.
at::Tensor attendToAll(const at::Tensor &queries_BTHE, const LayerCache::Rows &rows, std::optional<double> scale,
                       std::int64_t firstPosition)
{
    const std::int64_t numNew = queries_BTHE.size(1);
    const bool isFresh = firstPosition == 0;
    const bool needsMask = !isFresh && numNew > 1;
    // Called by its own name: it takes grouped keys and values as they are, where the public one may copy them.
    const at::Tensor attended = std::get<0>(at::_scaled_dot_product_flash_attention_for_cpu(
        queries_BTHE.transpose(1, 2), rows.keys_BGSE, rows.values_BGSE, /*dropout_p=*/0.0,
        /*is_causal=*/isFresh && numNew > 1,
        needsMask ? std::optional(causalMask(numNew, firstPosition)) : std::nullopt, scale));
    return attended.transpose(1, 2);
}

} // namespace

at::Tensor attend(const at::Tensor &queries_BTHE, const at::Tensor &keys_BTGE, const at::Tensor &values_BTGE,
                  const AttentionOptions &options, const AttentionPlace &place)
{
    if (place.cache == nullptr) {
        return causalAttention(queries_BTHE, keys_BTGE, values_BTGE, options, place.firstVisible_BT);
    }
    const LayerCache::Rows rows = place.cache->append(keys_BTGE, values_BTGE, place.firstPosition);
    if (options.softCap == 0 && options.window == 0 && hasLoops(queries_BTHE)) {
        return attendToAll(queries_BTHE, rows, options.scale, place.firstPosition);
    }
    return continuedAttention(queries_BTHE, rows.keys_BGSE.transpose(1, 2), rows.values_BGSE.transpose(1, 2), options);
}

} // namespace bafo::model
