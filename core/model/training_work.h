// SPDX-License-Identifier: Apache-2.0
// What a forward pass computes, by kind: the parts that trainingFlopsPerToken adds up.
#pragma once

#include "core/model/model_config.h"

#include <cstdint>

namespace bafo::model {

/// Multiply-adds per token of a sequence of some length.
struct ForwardWork {
    double matrices = 0; ///< of the linear layers and the head
    double attention = 0; ///< scores and what they weigh
};

/// Deterministic.
[[nodiscard]] ForwardWork forwardWorkPerToken(const ModelConfig &config, std::int64_t sequenceLength);

} // namespace bafo::model
