// SPDX-License-Identifier: Apache-2.0
#include "core/runs/model_ancestry.h"

#include <algorithm>

namespace bafo::runs {
namespace {

const ModelSummary *parentIn(const ModelListing &listing, const LineageParent &parent)
{
    const auto found = std::find_if(listing.models.begin(), listing.models.end(), [&](const ModelSummary &candidate) {
        return parent.weightHash.empty() ? candidate.name == parent.name
                                         : candidate.lineage.weightHash() == parent.weightHash;
    });
    return found == listing.models.end() ? nullptr : &*found;
}

bool isListed(const std::vector<Ancestor> &ancestors, const Ancestor &candidate)
{
    return std::any_of(ancestors.begin(), ancestors.end(), [&](const Ancestor &ancestor) {
        return ancestor.weightHash == candidate.weightHash
            && (ancestor.name == candidate.name || !candidate.weightHash.empty());
    });
}

} // namespace

std::vector<Ancestor> ancestryOf(const ModelSummary &model, const ModelListing &listing)
{
    std::vector<Ancestor> ancestors
        = {{.name = model.name, .weightHash = model.lineage.weightHash(), .isHere = true, .model = model}};
    for (std::size_t i = 0; i < ancestors.size(); ++i) {
        if (!ancestors[i].isHere) {
            continue;
        }
        const ModelLineage lineage = ancestors[i].model.lineage;
        for (const LineageParent &parent : lineage.parents) {
            Ancestor ancestor{.name = parent.name, .weightHash = parent.weightHash};
            if (const ModelSummary *here = parentIn(listing, parent)) {
                ancestor
                    = {.name = here->name, .weightHash = here->lineage.weightHash(), .isHere = true, .model = *here};
            } else if (lineage.how == "import") {
                continue;
            }
            if (!isListed(ancestors, ancestor)) {
                ancestors.push_back(std::move(ancestor));
            }
        }
    }
    return ancestors;
}

} // namespace bafo::runs
