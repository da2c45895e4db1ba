// SPDX-License-Identifier: Apache-2.0
#include "core/data/splitter.h"

#include "core/base/sha256.h"
#include "core/data/text_rules.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace bafo::data {
namespace {

/// Disjoint sets with path halving and union by size.
class DisjointSets {
public:
    std::size_t add()
    {
        m_parent.push_back(m_parent.size());
        m_size.push_back(1);
        return m_parent.size() - 1;
    }

    std::size_t find(std::size_t member)
    {
        while (m_parent[member] != member) {
            m_parent[member] = m_parent[m_parent[member]];
            member = m_parent[member];
        }
        return member;
    }

    void join(std::size_t a, std::size_t b)
    {
        a = find(a);
        b = find(b);
        if (a != b) {
            if (m_size[a] < m_size[b]) {
                std::swap(a, b);
            }
            m_parent[b] = a;
            m_size[a] += m_size[b];
        }
    }

private:
    std::vector<std::size_t> m_parent;
    std::vector<std::size_t> m_size;
};

struct Member {
    std::int64_t id = 0;
    std::string key; ///< hash of the normalised text
};

struct Cluster {
    std::vector<std::int64_t> ids;
    std::string smallestKey;
    std::string rank; ///< decides who is held out first
};

Result<std::vector<Cluster>> clustersOf(Dataset &dataset, std::uint64_t seed)
{
    DisjointSets sets;
    std::vector<Member> members;
    std::unordered_map<std::string, std::size_t> firstWithKey;
    std::unordered_map<std::int64_t, std::size_t> firstOfPair;
    BAFO_TRY(dataset.visit({}, [&](const Document &document) -> Result<void> {
        const std::size_t member = sets.add();
        members.push_back({document.id, sha256Of(normalizedKey(document.text))});
        sets.join(member, firstWithKey.try_emplace(members.back().key, member).first->second);
        if (document.pair != 0) {
            sets.join(member, firstOfPair.try_emplace(document.pair, member).first->second);
        }
        return {};
    }));
    std::unordered_map<std::size_t, Cluster> byRoot;
    for (std::size_t member = 0; member < members.size(); ++member) {
        Cluster &cluster = byRoot[sets.find(member)];
        const std::string &key = members[member].key;
        cluster.smallestKey = cluster.ids.empty() ? key : std::min(cluster.smallestKey, key);
        cluster.ids.push_back(members[member].id);
    }
    std::vector<Cluster> clusters;
    clusters.reserve(byRoot.size());
    for (auto &[root, cluster] : byRoot) {
        cluster.rank = sha256Of(fmt::format("{} {}", seed, cluster.smallestKey));
        clusters.push_back(std::move(cluster));
    }
    std::sort(clusters.begin(), clusters.end(), [](const Cluster &a, const Cluster &b) { return a.rank < b.rank; });
    return clusters;
}

struct Assignment {
    std::int64_t id = 0;
    std::int64_t cluster = 0; ///< known by its first document
    bool isHeldOut = false;
};

/// In the order of ids, which is the order of the pages on disk.
Result<void> write(Dataset &dataset, std::vector<Assignment> assignments)
{
    std::ranges::sort(assignments, {}, &Assignment::id);
    auto update = BAFO_TRY(dataset.database().prepare("UPDATE documents SET split=?, cluster=? WHERE id=?"));
    for (const Assignment &assignment : assignments) {
        update.bind(1, assignment.isHeldOut ? kHeldOutSplit : kTrainSplit).bind(2, assignment.cluster);
        BAFO_TRY(update.bind(3, assignment.id).run());
    }
    return {};
}

Result<void> checkReport(const SplitReport &report, double share)
{
    if (report.numDocuments == 0) {
        return fail(ErrorCode::data, "the dataset has no documents", "import some first: bafo data import");
    }
    if (share > 0 && report.numHeldOut == 0) {
        return fail(ErrorCode::config,
                    fmt::format("no group of related documents is small enough for {} of {} documents", share,
                                report.numDocuments),
                    "hold out a larger share, or cut the text into smaller documents");
    }
    return {};
}

} // namespace

Result<SplitReport> assignSplits(Dataset &dataset, double share, std::uint64_t seed)
{
    if (!(share >= 0 && share < 1)) {
        return fail(ErrorCode::config, fmt::format("the held-out share {} is not between 0 and 1", share),
                    "write 0.1 for a tenth");
    }
    auto transaction = BAFO_TRY(Transaction::begin(dataset.database()));
    const auto clusters = BAFO_TRY(clustersOf(dataset, seed));
    SplitReport report;
    report.numClusters = static_cast<std::int64_t>(clusters.size());
    for (const Cluster &cluster : clusters) {
        report.numDocuments += static_cast<std::int64_t>(cluster.ids.size());
        report.largestCluster = std::max(report.largestCluster, static_cast<std::int64_t>(cluster.ids.size()));
    }
    const auto room = static_cast<std::int64_t>(share * static_cast<double>(report.numDocuments) + 0.5);
    std::vector<Assignment> assignments;
    for (const Cluster &cluster : clusters) {
        const auto size = static_cast<std::int64_t>(cluster.ids.size());
        const bool isHeldOut = report.numHeldOut + size <= room;
        report.numHeldOut += isHeldOut ? size : 0;
        report.numHeldOutClusters += isHeldOut ? 1 : 0;
        for (const std::int64_t id : cluster.ids) {
            assignments.push_back({.id = id, .cluster = cluster.ids.front(), .isHeldOut = isHeldOut});
        }
    }
    BAFO_TRY(write(dataset, std::move(assignments)));
    BAFO_TRY(checkReport(report, share));
    if (!BAFO_TRY(findLeaks(dataset, 1)).empty()) {
        return fail(ErrorCode::internal, "the split would let held-out text into training", "please report this");
    }
    const std::string rule = fmt::format("held-out {}, seed {}", share, seed);
    BAFO_TRY(dataset.setMeta("split_rule", rule));
    BAFO_TRY(dataset.advanceRevision("split " + rule));
    BAFO_TRY(transaction.commit());
    return report;
}

Result<std::vector<Leak>> findLeaks(Dataset &dataset, std::size_t limit)
{
    std::unordered_map<std::string, std::int64_t> heldOut;
    BAFO_TRY(dataset.visit({.language = {}, .split = std::string(kHeldOutSplit), .search = {}},
                           [&](const Document &document) -> Result<void> {
                               heldOut.try_emplace(normalizedKey(document.text), document.id);
                               return {};
                           }));
    std::vector<Leak> leaks;
    BAFO_TRY(dataset.visit({.language = {}, .split = std::string(kTrainSplit), .search = {}},
                           [&](const Document &document) -> Result<void> {
                               const auto found = heldOut.find(normalizedKey(document.text));
                               if (found != heldOut.end() && leaks.size() < limit) {
                                   leaks.push_back({.heldOutId = found->second, .trainId = document.id});
                               }
                               return {};
                           }));
    return leaks;
}

} // namespace bafo::data
