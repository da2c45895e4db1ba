// SPDX-License-Identifier: Apache-2.0
// Holds out part of a dataset so that nothing of it is trained on, not even in another spelling or language.
#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::data {

struct SplitReport {
    std::int64_t numDocuments = 0;
    std::int64_t numHeldOut = 0;
    std::int64_t numClusters = 0;
    std::int64_t numHeldOutClusters = 0;
    std::int64_t largestCluster = 0; ///< documents
};

/// Puts documents into clusters: those whose normalizedKey is equal, in whatever language, and those that translate
/// each other, and so on from one to the next. Then takes whole clusters, in the order of a hash over `seed` and the
/// cluster's smallest key, as long as the held-out part stays within `share` of all documents; the rest is for
/// training. The same documents, share and seed give the same split in whatever order they were imported. Before it is
/// kept, the split is checked with findLeaks. One transaction. Fails (config) on a share outside [0, 1), or where a
/// share above 0 would hold out nothing.
Result<SplitReport> assignSplits(Dataset &dataset, double share, std::uint64_t seed);

/// A text that is held out and, normalised, trained on as well.
struct Leak {
    std::int64_t heldOutId = 0;
    std::int64_t trainId = 0;
};

/// Up to `limit` leaks, read from the texts themselves and not from the clusters.
Result<std::vector<Leak>> findLeaks(Dataset &dataset, std::size_t limit = 20);

} // namespace bafo::data
