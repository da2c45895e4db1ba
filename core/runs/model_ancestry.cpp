// SPDX-License-Identifier: Apache-2.0
#include "core/runs/model_ancestry.h"

#include <algorithm>
#include <set>
#include <utility>

namespace bafo::runs {
namespace {

Ancestor hereAs(const ModelSummary &model)
{
    return {.name = model.name, .weightHash = model.lineage.weightHash(), .isHere = true, .model = model};
}

const ModelSummary *parentIn(const ModelListing &listing, const LineageParent &parent)
{
    const auto found = std::find_if(listing.models.begin(), listing.models.end(), [&](const ModelSummary &candidate) {
        return parent.weightHash.empty() ? candidate.name == parent.name
                                         : candidate.lineage.weightHash() == parent.weightHash;
    });
    return found == listing.models.end() ? nullptr : &*found;
}

/// Puts the ancestor behind all that it was made from, each once.
void listWithParents(Ancestor ancestor, const ModelListing &listing, std::set<std::string> &seen,
                     std::vector<Ancestor> &oldestFirst)
{
    if (!seen.insert(ancestor.weightHash.empty() ? "name " + ancestor.name : ancestor.weightHash).second) {
        return;
    }
    const ModelLineage lineage = ancestor.model.lineage; // empty where it is not here
    for (const LineageParent &parent : lineage.parents) {
        Ancestor found;
        found.name = parent.name;
        found.weightHash = parent.weightHash;
        if (const ModelSummary *here = parentIn(listing, parent)) {
            found = hereAs(*here);
        } else if (lineage.how == "import") {
            continue;
        }
        listWithParents(std::move(found), listing, seen, oldestFirst);
    }
    oldestFirst.push_back(std::move(ancestor));
}

} // namespace

std::vector<Ancestor> ancestryOf(const ModelSummary &model, const ModelListing &listing)
{
    std::vector<Ancestor> ancestors;
    std::set<std::string> seen;
    listWithParents(hereAs(model), listing, seen, ancestors);
    std::reverse(ancestors.begin(), ancestors.end());
    return ancestors;
}

} // namespace bafo::runs
