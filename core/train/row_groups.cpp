// SPDX-License-Identifier: Apache-2.0
#include "core/train/row_groups.h"

#include "core/base/check.h"
#include "core/base/name_pattern.h"

#include <algorithm>

namespace bafo::train {
namespace {

Result<std::set<std::string>> frozenNames(const model::WeightStore &weights, const GroupRules &rules)
{
    std::set<std::string> names;
    for (const std::string &pattern : rules.frozenTensors) {
        bool isFound = false;
        for (const auto &weight : weights.weights()) {
            if (matchesPattern(pattern, weight->name())) {
                names.insert(weight->name());
                isFound = true;
            }
        }
        if (!isFound) {
            return fail(ErrorCode::config, "freezing.tensors: no tensor of the model is named '" + pattern + "'",
                        "names are like model.layers.0.mlp.up_proj.weight, or model.layers.0.* for a whole layer; "
                        "a head that is tied has none of its own");
        }
    }
    return names;
}

RowGroup groupOf(const model::Weight &weight, const model::TensorSpec &spec, const GroupRules &rules)
{
    const double kindFactor = spec.isEmbedding ? rules.embeddingFactor : spec.isNorm ? rules.normFactor : 1.0;
    return {.tensor = weight.name(),
            .numRows = weight.shape().front(),
            .learningRateFactor = kindFactor,
            .weightDecay = spec.isDecayed ? rules.weightDecay : 0.0,
            .isFrozen = weight.isFrozen(),
            .frozenSteps = rules.newRowsOnlySteps};
}

void addGroups(const model::Weight &weight, const model::TensorSpec &spec, const GroupRules &rules,
               std::vector<RowGroup> &groups)
{
    groups.push_back(groupOf(weight, spec, rules));
    const bool isDivided = rules.newRowsOnlySteps > 0 || rules.newRowsFactor != 1;
    if (!spec.isEmbedding || !rules.firstNewRow || !isDivided) {
        return;
    }
    RowGroup &old = groups.back();
    BAFO_CHECK(*rules.firstNewRow <= old.numRows, "new rows begin behind the last one");
    RowGroup fresh = old;
    fresh.firstRow = *rules.firstNewRow;
    fresh.numRows = old.numRows - fresh.firstRow;
    fresh.learningRateFactor *= rules.newRowsFactor;
    fresh.frozenSteps = 0;
    old.numRows = fresh.firstRow;
    groups.push_back(std::move(fresh));
}

bool isAnyTrained(const std::vector<RowGroup> &groups, std::int64_t step)
{
    return std::any_of(groups.begin(), groups.end(), [step](const RowGroup &group) {
        return !group.isFrozen && group.numRows > 0 && group.frozenSteps <= step;
    });
}

} // namespace

Result<std::vector<RowGroup>> rowGroupsOf(const model::WeightStore &weights, const GroupRules &rules)
{
    const std::set<std::string> frozen = BAFO_TRY(frozenNames(weights, rules));
    std::vector<RowGroup> groups;
    for (const auto &weight : weights.weights()) {
        addGroups(*weight, weights.specOf(*weight), rules, groups);
    }
    for (RowGroup &group : groups) {
        group.isFrozen = group.isFrozen || frozen.contains(group.tensor);
    }
    if (!isAnyTrained(groups, rules.newRowsOnlySteps)) {
        return fail(ErrorCode::config, "freezing.tensors leaves nothing to train", "take names out of it");
    }
    if (!isAnyTrained(groups, 0)) {
        return fail(ErrorCode::config,
                    "freezing.new_rows_only_steps trains new rows only, but freezing.tensors freezes their tensors",
                    "take the embedding out of freezing.tensors, or set freezing.new_rows_only_steps to 0");
    }
    return groups;
}

std::set<std::string> neverTrained(const std::vector<RowGroup> &groups, std::int64_t totalSteps)
{
    std::set<std::string> names;
    for (const RowGroup &group : groups) {
        names.insert(group.tensor);
    }
    for (const RowGroup &group : groups) {
        if (!group.isFrozen && group.numRows > 0 && group.frozenSteps < totalSteps) {
            names.erase(group.tensor);
        }
    }
    return names;
}

} // namespace bafo::train
