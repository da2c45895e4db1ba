// SPDX-License-Identifier: Apache-2.0
// A decoder as the scorer of documents.
#pragma once

#include "core/eval/document_scorer.h"
#include "core/model/decoder.h"

namespace bafo::eval {

/// Uses the decoder's weights as they are at each call. The decoder must outlive it; torch's exceptions pass through.
[[nodiscard]] BatchScorer makeDecoderScorer(model::Decoder &decoder);

} // namespace bafo::eval
