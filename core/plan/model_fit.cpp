// SPDX-License-Identifier: Apache-2.0
#include "core/plan/model_fit.h"

#include "core/base/name_pattern.h"

#include <algorithm>

namespace bafo::plan {
namespace {

bool hasTensor(const ModelShape &model, const std::string &pattern)
{
    return std::any_of(model.units.begin(), model.units.end(), [&](const auto &unit) {
        return std::any_of(unit.begin(), unit.end(),
                           [&](const TensorShape &tensor) { return matchesPattern(pattern, tensor.name); });
    });
}

} // namespace

Result<void> checkFitsModel(const ModelShape &model, const config::RunConfig &config)
{
    if (model.contextLength > 0 && config.sequenceLength > model.contextLength) {
        return fail(ErrorCode::config,
                    "sequence_length is " + std::to_string(config.sequenceLength) + ", but " + config.model
                        + " reads at most " + std::to_string(model.contextLength) + " tokens at once",
                    "set sequence_length to " + std::to_string(model.contextLength) + " or less");
    }
    if (config.hasAdapter() && config.adapter.newRows && model.numNewRows == 0) {
        return fail(ErrorCode::config, "adapter.new_rows: no rows of " + config.model + " are new",
                    "set adapter.new_rows to false, or give the model new rows with 'bafo model expand'");
    }
    for (const std::string &pattern : config.freezing.tensors) {
        if (!hasTensor(model, pattern)) {
            return fail(ErrorCode::config, "freezing.tensors: no tensor of the model is named '" + pattern + "'",
                        "names are like model.layers.0.mlp.up_proj.weight, or model.layers.0.* for a whole layer; "
                        "a head that is tied has none of its own");
        }
    }
    return {};
}

} // namespace bafo::plan
