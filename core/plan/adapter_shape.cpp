// SPDX-License-Identifier: Apache-2.0
#include "core/plan/adapter_shape.h"

#include "core/config/adapter_layers.h"

#include <algorithm>
#include <utility>

namespace bafo::plan {
namespace {

constexpr std::int64_t kBytesInFile = 0; ///< a new adapter lies in none

bool isAdapted(const TensorShape &tensor, const AdapterShape &adapter)
{
    return std::any_of(adapter.targets.begin(), adapter.targets.end(), [&](const std::string &target) {
        const config::AdaptableLayer *layer = config::adaptableLayer(target);
        return layer != nullptr && tensor.name.ends_with(std::string(layer->module) + ".weight");
    });
}

/// A row for each new token beside a table.
void addTokenRows(ModelShape &model)
{
    for (const char *table : {"model.embed_tokens", "lm_head"}) {
        if (model.numNewRows > 0 && !(model.isTied && std::string_view(table) == "lm_head")) {
            model.units.front().push_back({.name = table + std::string(kTokenRows),
                                           .rows = model.numNewRows,
                                           .rowSize = model.hiddenSize,
                                           .fileBytes = kBytesInFile});
        }
    }
}

} // namespace

AdapterShape adapterShapeOf(const config::RunConfig &config)
{
    if (!config.hasAdapter()) {
        return {};
    }
    return {.rank = config.adapter.rank, .targets = config.adapter.targets, .hasNewRows = config.adapter.newRows};
}

ModelShape withAdapter(ModelShape model, const AdapterShape &adapter)
{
    if (adapter.rank == 0) {
        return model;
    }
    for (auto &unit : model.units) {
        std::vector<TensorShape> added;
        for (TensorShape &tensor : unit) {
            tensor.isFrozen = true;
            if (isAdapted(tensor, adapter)) {
                const std::string layer = tensor.name.substr(0, tensor.name.rfind('.'));
                added.push_back({.name = layer + ".lora_A.weight",
                                 .rows = adapter.rank,
                                 .rowSize = tensor.rowSize,
                                 .fileBytes = kBytesInFile});
                added.push_back({.name = layer + ".lora_B.weight",
                                 .rows = tensor.rows,
                                 .rowSize = adapter.rank,
                                 .fileBytes = kBytesInFile});
            }
        }
        unit.insert(unit.end(), added.begin(), added.end());
    }
    if (adapter.hasNewRows) {
        addTokenRows(model);
    }
    return model;
}

} // namespace bafo::plan
