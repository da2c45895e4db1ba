// SPDX-License-Identifier: Apache-2.0
// The weights that an adapter adds to a model, by size.
#pragma once

#include "core/config/run_config.h"
#include "core/plan/model_shape.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::plan {

struct AdapterShape {
    std::int64_t rank = 0; ///< 0: there is no adapter
    std::vector<std::string> targets; ///< short names of layers

    bool operator==(const AdapterShape &) const = default;
};

/// None where the run trains the model itself.
[[nodiscard]] AdapterShape adapterShapeOf(const config::RunConfig &config);

/// The model with the adapter's two matrices beside each of its layers, and all else frozen; as it is where there is no
/// adapter. Rows of new tokens (adapter.new_rows) are not counted: their number stands in no header.
[[nodiscard]] ModelShape withAdapter(ModelShape model, const AdapterShape &adapter);

} // namespace bafo::plan
