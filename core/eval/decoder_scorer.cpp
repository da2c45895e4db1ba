// SPDX-License-Identifier: Apache-2.0
#include "core/eval/decoder_scorer.h"

#include <ATen/ATen.h>

namespace bafo::eval {

BatchScorer makeDecoderScorer(model::Decoder &decoder)
{
    return [&decoder](const ScoringBatch &batch) -> Result<std::vector<double>> {
        const auto tensorOf = [&batch](const std::vector<std::int64_t> &values) {
            return at::tensor(values, at::kLong).view({batch.numRows, batch.rowLength});
        };
        return decoder.logProbabilities(tensorOf(batch.ids), tensorOf(batch.targets));
    };
}

} // namespace bafo::eval
