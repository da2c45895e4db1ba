// SPDX-License-Identifier: Apache-2.0
#include "core/model/model_config.h"

#include "core/model/training_work.h"

#include <algorithm>

namespace bafo::model {
namespace {

/// Sum over the rows of a sequence of how many each sees.
double numSeen(std::int64_t sequenceLength, std::int64_t window)
{
    const auto length = static_cast<double>(sequenceLength);
    const auto most = window > 0 ? std::min(length, static_cast<double>(window)) : length;
    return most * (most + 1) / 2 + (length - most) * most;
}

} // namespace

std::int64_t ModelConfig::windowOf(std::int64_t layer) const
{
    const auto index = static_cast<std::size_t>(layer);
    return index < windows.size() ? windows[index] : 0;
}

ForwardWork forwardWorkPerToken(const ModelConfig &config, std::int64_t sequenceLength)
{
    const auto width = static_cast<double>(config.hiddenSize);
    const auto queries = static_cast<double>(config.numHeads * config.headSize);
    const auto keys = static_cast<double>(config.numKeyValueHeads * config.headSize);
    const double attentionLinear = width * queries * 2 + width * keys * 2;
    const double feedForward = 3 * width * static_cast<double>(config.intermediateSize);
    const double head = width * static_cast<double>(config.vocabularySize);
    ForwardWork work{.matrices = static_cast<double>(config.numLayers) * (attentionLinear + feedForward) + head};
    for (std::int64_t layer = 0; layer < config.numLayers; ++layer) {
        const double meanSeen = numSeen(sequenceLength, config.windowOf(layer)) / static_cast<double>(sequenceLength);
        work.attention += 2 * queries * meanSeen;
    }
    return work;
}

double trainingFlopsPerToken(const ModelConfig &config, std::int64_t sequenceLength)
{
    const ForwardWork work = forwardWorkPerToken(config, sequenceLength);
    return 3 * 2 * (work.matrices + work.attention);
}

} // namespace bafo::model
