// SPDX-License-Identifier: Apache-2.0
// The arithmetic half of a parity certificate: what the reference computes, and how far another may be from it.
//
// Limits. Logits are compared with the largest one of the reference: a share of it is what roundings of the weights
// make, whatever the scale of a model. A sum of a few thousand products in another order moves fp32 logits by some 1e-6
// of that; weights of 11 bits (f16) by some 1e-3, of 8 bits (bf16, q8_0) by some 1e-2. The limits stand several times
// above, and far below what one wrong matrix does. A reference of 4 bits is packed the same way first, so that there
// nothing but the sums differ. llama.cpp also rounds what it multiplies 8- and 4-bit weights with to 8 bits: where a
// model has activations far above all others, as SmolLM2 has on its first token, single rows are then anywhere (one of
// 600 was off by more than the largest logit, the middle one by some 2 %). There the row in the middle counts.
//
// The likeliest token is compared where the reference's lead is over half a percent of its largest logit: what is
// closer, rounding decides.
#pragma once

#include "core/base/result.h"
#include "core/eval/model_comparison.h"
#include "core/exchange/parity_sides.h"
#include "core/exchange/tensor_files.h"
#include "core/runs/parity_certificate.h"

#include <string>
#include <string_view>
#include <vector>

namespace bafo::exchange {

/// What a model may differ by, for the number format of its weights.
struct ParityLimits {
    double logitShare = 0; ///< of the reference's largest logit
    double topAgreement = 0; ///< of the rows with a clear lead
    bool isMedian = false; ///< of the rows' largest differences the one in the middle counts, else the largest
};

inline constexpr double kClearLeadShare = 0.005; ///< of the reference's largest logit

/// "f32", "f16", "bf16", "q8_0", "nf4"; of GGUF files also "q4_0" and "q4_1", which are compared with what they stand
/// for: llama.cpp rounds to 8 bits what it multiplies them with.
[[nodiscard]] ParityLimits parityLimitsOf(std::string_view dtype);

/// The reference on parityPrompts(), each from the token that begins a text where there is one; packed like `model`
/// where that has 4 bits. Null: not. Fails as loadAdapted does, and (config) for a model of 4 bits beside an adapter.
[[nodiscard]] Result<eval::ReferenceRows> readReferenceRows(const ParityReference &reference, const ParitySide &side,
                                                            const TensorFiles *model);

/// "logits" and "top1".
[[nodiscard]] std::vector<runs::ParityCheck> logitChecks(const eval::LogitDifference &found, const std::string &dtype);

} // namespace bafo::exchange
