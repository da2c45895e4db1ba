// SPDX-License-Identifier: Apache-2.0
// Causal attention over whole sequences, forward and backward, in chunks of queries: no T x T scores are ever held.
//
// Shapes: B batch, T time, H query heads, G key-value heads, E size of a head.
#pragma once

#include <ATen/core/Tensor.h>

namespace bafo::model {

/// q [B, T, H, E], k and v [B, T, G, E], all contiguous, H a multiple of G -> [B, T, H, E]. Row t sees rows up to t;
/// scores are scaled by E^-1/2. Keeps q, k, v, the result and one number a row and head; backward makes the scores
/// again (Dao et al., arXiv 2205.14135, with query chunks only: a row of keys fits the cache). One head is one thread's
/// work.
[[nodiscard]] at::Tensor causalAttention(const at::Tensor &q_BTHE, const at::Tensor &k_BTGE, const at::Tensor &v_BTGE);

} // namespace bafo::model
