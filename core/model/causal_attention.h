// SPDX-License-Identifier: Apache-2.0
// Causal attention over whole sequences, forward and backward, in chunks of queries: no T x T scores are ever held.
//
// Shapes: B batch, T time, S remembered and new time together, H query heads, G key-value heads, E size of a head.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace bafo::model {

/// How the rows of one layer look at each other, beside looking back.
struct AttentionOptions {
    std::optional<double> scale = std::nullopt; ///< of the scores; E^-1/2 where there is none
    double softCap = 0; ///< scores become softCap * tanh(score / softCap) before they are masked; 0: they stay
    std::int64_t window = 0; ///< rows that a row sees, itself included; 0: all
};

/// q [B, T, H, E], k and v [B, T, G, E], H a multiple of G -> [B, T, H, E]. Row t sees the rows up to t that are in its
/// window and, where firstVisible_BT [B, T] (int64, contiguous) is defined, from that row of its sequence on: the first
/// one of its document. Keeps q, k, v, the result and one number a row and head; backward makes the scores again (Dao
/// et al., arXiv 2205.14135, with query chunks only: a row of keys fits the cache). A chunk touches only the keys that
/// its rows see. One head is one thread's work.
[[nodiscard]] at::Tensor causalAttention(const at::Tensor &q_BTHE, const at::Tensor &k_BTGE, const at::Tensor &v_BTGE,
                                         const AttentionOptions &options = {}, const at::Tensor &firstVisible_BT = {});

/// The same without a graph for the last T rows of S: k and v [B, S, G, E] of any strides but that of E, S >= T.
[[nodiscard]] at::Tensor continuedAttention(const at::Tensor &q_BTHE, const at::Tensor &k_BSGE,
                                            const at::Tensor &v_BSGE, const AttentionOptions &options);

} // namespace bafo::model
