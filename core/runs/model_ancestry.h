// SPDX-License-Identifier: Apache-2.0
// What a model was made from, up to what was imported, as far as the project knows it.
#pragma once

#include "core/runs/model_summary.h"

#include <string>
#include <vector>

namespace bafo::runs {

struct Ancestor {
    std::string name; ///< as its child's lineage names it; its present name where it is here
    std::string weightHash; ///< empty: unknown
    bool isHere = false; ///< whether it is among the project's models; else no more is known than name and hash
    ModelSummary model = {}; ///< where it is here
};

/// The model itself first, then all that it was made from, each once and none before what was made from it. Parents are
/// found by the hash of their weights, by name only where the lineage has no hash: a model of the same name with other
/// weights is none. What an imported model came from is no model of the project and no ancestor: its lineage names it.
[[nodiscard]] std::vector<Ancestor> ancestryOf(const ModelSummary &model, const ModelListing &listing);

} // namespace bafo::runs
