// SPDX-License-Identifier: Apache-2.0
#include "core/model/model_config.h"

namespace bafo::model {

double trainingFlopsPerToken(const ModelConfig &config, std::int64_t sequenceLength)
{
    const auto width = static_cast<double>(config.hiddenSize);
    const auto queries = static_cast<double>(config.numHeads * config.headSize);
    const auto keys = static_cast<double>(config.numKeyValueHeads * config.headSize);
    const double attentionLinear = width * queries * 2 + width * keys * 2;
    const double attentionScores = queries * (static_cast<double>(sequenceLength) + 1);
    const double feedForward = 3 * width * static_cast<double>(config.intermediateSize);
    const double head = width * static_cast<double>(config.vocabularySize);
    const double multiplyAdds
        = static_cast<double>(config.numLayers) * (attentionLinear + attentionScores + feedForward) + head;
    return 3 * 2 * multiplyAdds;
}

} // namespace bafo::model
