// SPDX-License-Identifier: Apache-2.0
#include "core/model/attention.h"

#include "core/model/causal_attention.h"

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

} // namespace

at::Tensor attend(const at::Tensor &queries_BTHE, const at::Tensor &keys_BTGE, const at::Tensor &values_BTGE,
                  LayerCache *cache, std::int64_t firstPosition)
{
    if (cache == nullptr) {
        return causalAttention(queries_BTHE, keys_BTGE, values_BTGE);
    }
    const std::int64_t numNew = queries_BTHE.size(1);
    const at::Tensor queries = queries_BTHE.transpose(1, 2);
    cache->keys_BGSE.narrow(2, firstPosition, numNew).copy_(keys_BTGE.transpose(1, 2));
    cache->values_BGSE.narrow(2, firstPosition, numNew).copy_(values_BTGE.transpose(1, 2));
    const at::Tensor keys = cache->keys_BGSE.narrow(2, 0, firstPosition + numNew);
    const at::Tensor values = cache->values_BGSE.narrow(2, 0, firstPosition + numNew);
    const bool isFresh = firstPosition == 0;
    const bool needsMask = !isFresh && numNew > 1;
    // Called by its own name: it takes grouped keys and values as they are, where the public one may copy them.
    const at::Tensor attended = std::get<0>(at::_scaled_dot_product_flash_attention_for_cpu(
        queries, keys, values, /*dropout_p=*/0.0, /*is_causal=*/isFresh && numNew > 1,
        needsMask ? std::optional(causalMask(numNew, firstPosition)) : std::nullopt));
    return attended.transpose(1, 2);
}

} // namespace bafo::model
