// SPDX-License-Identifier: Apache-2.0
// How likely a model itself held a token: softmax over a row of logits as the model gave it, before penalty,
// temperature, top-k and top-p. What people see when they ask why a word stands there.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace bafo::generate {

struct TokenLikelihood {
    std::uint32_t id = 0;
    double probability = 0; ///< 0 to 1
};

struct Likelihood {
    double probability = 0; ///< of the token asked about; 0 to 1
    std::int64_t rank = 0; ///< 1: the model's first choice; among equals the lower id comes first
    std::vector<TokenLikelihood> alternatives; ///< the model's first choices, best first, the token itself included
};

/// `logits_V` may hold minus infinity (probability 0), no NaN. The token must lie in it. At most `numAlternatives`
/// alternatives, none of probability 0.
[[nodiscard]] Likelihood likelihoodOf(std::span<const float> logits_V, std::uint32_t token,
                                      std::size_t numAlternatives);

} // namespace bafo::generate
