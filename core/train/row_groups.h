// SPDX-License-Identifier: Apache-2.0
// Which rows of a model learn how fast, and when: a recipe's rules turned into the groups of the optimizer.
#pragma once

#include "core/base/result.h"
#include "core/model/weight_store.h"
#include "core/train/adamw.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bafo::train {

struct GroupRules {
    double weightDecay = 0; ///< of matrices only
    double embeddingFactor = 1; ///< of the learning rate, for rows that stand for tokens
    double newRowsFactor = 1; ///< beside embeddingFactor, for those of new tokens
    double normFactor = 1;
    std::optional<std::int64_t> firstNewRow = {}; ///< of embedding and head, up to their ends; nothing: none are new
    std::int64_t newRowsOnlySteps = 0; ///< so many first updates move new rows only; there must be a firstNewRow
    std::vector<std::string> frozenTensors = {}; ///< names, in which * stands for any letters: never moved
};

/// One group a weight, in the order of the store; two for embedding and head where rows are new and something treats
/// them apart. Fails (config) where a name means no tensor, or nothing would be trained, at first or ever.
[[nodiscard]] Result<std::vector<RowGroup>> rowGroupsOf(const model::WeightStore &weights, const GroupRules &rules);

/// The tensors of which no row is moved in a run of so many steps.
[[nodiscard]] std::set<std::string> neverTrained(const std::vector<RowGroup> &groups, std::int64_t totalSteps);

} // namespace bafo::train
