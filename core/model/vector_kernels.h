// SPDX-License-Identifier: Apache-2.0
// The few elementwise loops for which ATen would pass over memory several times. Compiled for AVX-512, AVX2 and plain
// x86-64, chosen when the program starts; without fused multiply-add and with fixed lanes, so all three give equal
// bits for finite numbers: tests/model/vector_kernels_test.cpp makes the same source for each and compares.
#pragma once

#include <cstdint>

namespace bafo::model {

/// out = silu(gate) * up.
void gateForward(const float *gate, const float *up, float *out, std::int64_t count);

/// `activation` holds the gradient of silu(gate) * up on entry and that product itself on return; gateGradient and
/// upGradient receive the gradients. No two may overlap.
void gateBackward(const float *gate, const float *up, float *activation, float *gateGradient, float *upGradient,
                  std::int64_t count);

/// The same with gelu in its tanh form (Hendrycks and Gimpel, arXiv 1606.08415) in place of silu.
void geluGateForward(const float *gate, const float *up, float *out, std::int64_t count);
void geluGateBackward(const float *gate, const float *up, float *activation, float *gateGradient, float *upGradient,
                      std::int64_t count);

/// row = cap * tanh(row / cap).
void softCap(float *row, std::int64_t count, float cap);

/// ln of the sum of e^x over a row, after the largest value was taken out.
[[nodiscard]] double logSumExp(const float *row, std::int64_t count);

/// Turns a row of logits into scale * softmax(row), in place; returns what logSumExp does.
double softmaxInPlace(float *row, std::int64_t count, float scale);

/// Of one row of attention: turns scores into p = e^(score - logSum), and slopes, the gradient of p, into the gradient
/// of the scores before they were scaled: p * (slope - pull) * scale.
void softmaxBackward(float *scores, float *slopes, std::int64_t count, float logSum, float pull, float scale);

/// The same for scores that are soft-capped before softmax; on entry they are not yet.
void cappedSoftmaxBackward(float *scores, float *slopes, std::int64_t count, float logSum, float pull, float scale,
                           float cap);

/// Soft-caps a row of logits, then turns it into scale * softmax(row) * (1 - (row / cap)^2), in place: the gradient of
/// scale * logSumExp(softCap(row)). Returns the ln of the sum of e^x of the capped row.
double cappedSoftmaxInPlace(float *row, std::int64_t count, float scale, float cap);

} // namespace bafo::model
