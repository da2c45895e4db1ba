// SPDX-License-Identifier: Apache-2.0
#include "core/adapters/adapter_work.h"

#include "core/adapters/module_pattern.h"
#include "core/model/training_work.h"

namespace bafo::adapters {

double trainingFlopsPerToken(const AdapterPlan &plan, const model::ModelConfig &config, std::int64_t sequenceLength)
{
    double own = 0;
    for (const LayerAdapter &layer : plan.layers) {
        own += static_cast<double>(layer.rank) * static_cast<double>(layer.inputs + layer.outputs);
    }
    for (const RowAdapter &table : plan.rows) {
        const bool isInHead = config.isTied || !isOrEndsWith(table.table, "embed_tokens"); // reading costs nothing
        own += isInHead ? static_cast<double>(table.ids.size()) * static_cast<double>(table.width) : 0;
    }
    const model::ForwardWork base = model::forwardWorkPerToken(config, sequenceLength);
    return 2 * 2 * base.matrices + 3 * 2 * (base.attention + own);
}

} // namespace bafo::adapters
