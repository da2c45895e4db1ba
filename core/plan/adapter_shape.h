// SPDX-License-Identifier: Apache-2.0
// The weights that an adapter adds to a model, by size.
#pragma once

#include "core/config/run_config.h"
#include "core/plan/model_shape.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::plan {

struct AdapterShape {
    std::int64_t rank = 0; ///< 0: there is no adapter
    std::vector<std::string> targets; ///< short names of layers
    bool hasNewRows = false; ///< rows of new tokens too

    bool operator==(const AdapterShape &) const = default;
};

/// None where the run trains the model itself.
[[nodiscard]] AdapterShape adapterShapeOf(const config::RunConfig &config);

/// What stands in the name of rows that replace some of a table's.
inline constexpr std::string_view kTokenRows = ".token_adapter.trainable_tokens_delta";

/// The model with the adapter's two matrices beside each of its layers, the rows of new tokens beside their tables
/// where they are wanted, and all else frozen; as it is where there is no adapter. A tied head has the embedding's
/// rows.
[[nodiscard]] ModelShape withAdapter(ModelShape model, const AdapterShape &adapter);

} // namespace bafo::plan
