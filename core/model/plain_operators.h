// SPDX-License-Identifier: Apache-2.0
// What our loops for fp32 in main memory do, by ATen's own operators: for every other device and number format. Equal
// to them but for rounding; tests/model/plain_operators_test.cpp compares both on the CPU.
//
// Shapes: N rows, D width, C rows of a chunk, V vocabulary, B batch, T time, S remembered and new time together, H
// query heads, G key-value heads, E size of a head.
#pragma once

#include "core/model/causal_attention.h"
#include "core/model/model_config.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace bafo::model {

/// Whether our loops can work on a tensor.
[[nodiscard]] bool hasLoops(const at::Tensor &x);

namespace operators {

/// Norms: see rms_norm.h. Sums and scales are fp32; what comes out has the input's number format.
[[nodiscard]] at::Tensor rowScales(const at::Tensor &x_ND, double epsilon);
[[nodiscard]] at::Tensor normedRows(const at::Tensor &x_ND, const at::Tensor &factor_D, const at::Tensor &scale_N);
[[nodiscard]] at::Tensor normInputGradient(const at::Tensor &gradient_ND, const at::Tensor &x_ND,
                                           const at::Tensor &factor_D, const at::Tensor &scale_N);
[[nodiscard]] at::Tensor normWeightGradient(const at::Tensor &gradient_ND, const at::Tensor &x_ND,
                                            const at::Tensor &scale_N);

/// Turns the halves of every head; sign -1 turns back. cosine and sine [T, E / 2] of the rows' own positions.
[[nodiscard]] at::Tensor turn(const at::Tensor &x_BTHE, const at::Tensor &cosine, const at::Tensor &sine, double sign);

[[nodiscard]] at::Tensor gate(const at::Tensor &gate, const at::Tensor &up, Activation activation);

struct GateGradients {
    at::Tensor product; ///< activation(gate) * up, made again
    at::Tensor toGate;
    at::Tensor toUp;
};

[[nodiscard]] GateGradients gateBackward(const at::Tensor &gate, const at::Tensor &up, const at::Tensor &gradient,
                                         Activation activation);

/// Attention in chunks of queries; options.scale is set. Scores and softmax are fp32.
struct AttentionResult {
    at::Tensor result_BTHE;
    at::Tensor logSums_BHT; ///< fp32
};

[[nodiscard]] AttentionResult attention(const at::Tensor &q_BTHE, const at::Tensor &k_BSGE, const at::Tensor &v_BSGE,
                                        const AttentionOptions &options, const at::Tensor &firstVisible_BT);

struct AttentionGradients {
    at::Tensor toQ_BTHE;
    at::Tensor toK_BTGE;
    at::Tensor toV_BTGE;
};

/// The result and its logSums as attention gave them.
[[nodiscard]] AttentionGradients attentionBackward(const at::Tensor &q_BTHE, const at::Tensor &k_BTGE,
                                                   const at::Tensor &v_BTGE, const AttentionOptions &options,
                                                   const at::Tensor &firstVisible_BT, const AttentionResult &forward,
                                                   const at::Tensor &gradient_BTHE);

/// Turns fp32 logits into the gradient of the scaled loss, in place; returns the sum of -ln p, not scaled.
[[nodiscard]] double lossIntoGradient(const at::Tensor &logits_CV, const at::Tensor &targets_C, double scale,
                                      double softCap);

/// ln p of the targets: fp32 [C]. Changes the logits.
[[nodiscard]] at::Tensor targetLogProbabilities(const at::Tensor &logits_CV, const at::Tensor &targets_C,
                                                double softCap);

} // namespace operators
} // namespace bafo::model
