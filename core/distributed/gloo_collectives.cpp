// SPDX-License-Identifier: Apache-2.0
#define USE_C10D_GLOO // guards the whole header
#include "core/distributed/gloo_collectives.h"

#include "core/base/check.h"

#include <ATen/ATen.h>
#include <torch/csrc/distributed/c10d/FileStore.hpp>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <utility>

namespace bafo::distributed {
namespace {

constexpr const char *kInterface = "lo";
constexpr const char *kStoreName = "store";
constexpr int kNumThreads = 2; ///< one for the gather that runs ahead, one for what is waited for

std::string firstLineOf(const std::exception &error)
{
    const std::string text = error.what();
    return text.substr(0, text.find('\n'));
}

using WorkHandle = c10::intrusive_ptr<c10d::Work>;

/// What Gloo throws has no type of its own to tell a lost peer by; a collective has no other way to fail than that and
/// mistakes of ours, which show at once in every test.
template <class Call>
auto orPeerLost(RankProgress &progress, const Call &call)
{
    try {
        return call();
    } catch (const std::exception &error) {
        progress.noteLostPeer();
        throw PeerLost(firstLineOf(error));
    }
}

void waitFor(RankProgress &progress, const WorkHandle &work, const char *name)
{
    const InCollective here(progress, name);
    orPeerLost(progress, [&work] { return work->wait(); });
}

class GlooGather final : public Gather {
public:
    GlooGather(RankProgress &progress, WorkHandle work)
        : m_progress(progress)
        , m_work(std::move(work))
    {
    }

    void wait() override { waitFor(m_progress, m_work, "gather"); }

private:
    RankProgress &m_progress;
    WorkHandle m_work;
};

class GlooCollectives final : public Collectives {
public:
    GlooCollectives(const RankPlace &place, RankProgress &progress, c10::intrusive_ptr<c10d::ProcessGroupGloo> group)
        : m_rank(place.rank)
        , m_numRanks(place.numRanks)
        , m_progress(progress)
        , m_group(std::move(group))
    {
    }

    [[nodiscard]] int rank() const override { return m_rank; }
    [[nodiscard]] int numRanks() const override { return m_numRanks; }

    [[nodiscard]] std::unique_ptr<Gather> startGather(const at::Tensor &part, const at::Tensor &whole) override
    {
        at::Tensor to = whole.view({-1});
        at::Tensor from = part.view({-1});
        return std::make_unique<GlooGather>(m_progress,
                                            orPeerLost(m_progress, [&] { return m_group->_allgather_base(to, from); }));
    }

    void addPieces(const at::Tensor &whole, std::span<const std::int64_t> sizes, int numSenders,
                   const at::Tensor &sum) override
    {
        const std::int64_t mine = sizes[static_cast<std::size_t>(m_rank)];
        std::vector<std::int64_t> toSend(sizes.size(), 0);
        at::Tensor sent = whole;
        if (m_rank < numSenders) {
            std::copy(sizes.begin(), sizes.end(), toSend.begin());
        } else {
            sent = at::empty({0}, sum.options());
        }
        std::vector<std::int64_t> toReceive(sizes.size(), 0);
        std::fill_n(toReceive.begin(), numSenders, mine);
        at::Tensor received = at::empty({mine * numSenders}, sum.options());
        at::Tensor flat = sent.view({-1});
        waitFor(m_progress,
                orPeerLost(m_progress, [&] { return m_group->alltoall_base(received, flat, toReceive, toSend); }),
                "sum of gradients");
        for (int sender = 0; sender < numSenders; ++sender) {
            sum.view({-1}).add_(received.narrow(0, sender * mine, mine));
        }
    }

    [[nodiscard]] std::vector<std::string> exchange(const std::string &mine) override
    {
        const at::Tensor size = at::full({1}, static_cast<std::int64_t>(mine.size()), at::kLong);
        const at::Tensor sizes = at::empty({m_numRanks}, at::kLong);
        startGather(size, sizes)->wait();
        const auto *counts = sizes.const_data_ptr<std::int64_t>();
        const std::int64_t largest = std::max<std::int64_t>(1, *std::max_element(counts, counts + m_numRanks));
        const at::Tensor part = at::zeros({largest}, at::kByte);
        std::memcpy(part.mutable_data_ptr(), mine.data(), mine.size());
        const at::Tensor whole = at::empty({m_numRanks * largest}, at::kByte);
        startGather(part, whole)->wait();
        std::vector<std::string> texts;
        const auto *bytes = static_cast<const char *>(whole.const_data_ptr());
        for (int rank = 0; rank < m_numRanks; ++rank) {
            texts.emplace_back(bytes + rank * largest, static_cast<std::size_t>(counts[rank]));
        }
        return texts;
    }

private:
    int m_rank;
    int m_numRanks;
    RankProgress &m_progress;
    c10::intrusive_ptr<c10d::ProcessGroupGloo> m_group;
};

} // namespace

Result<std::unique_ptr<Collectives>> makeGlooCollectives(const RankPlace &place, RankProgress &progress)
{
    const std::chrono::milliseconds timeout(place.timeoutMs);
    const InCollective here(progress, "rendezvous");
    try {
        const auto store
            = c10::make_intrusive<c10d::FileStore>((place.rendezvousFolder / kStoreName).string(), place.numRanks);
        store->setTimeout(timeout);
        auto options = c10d::ProcessGroupGloo::Options::create(timeout);
        options->group_name = "ranks";
        for (int rank = 0; rank < place.numRanks; ++rank) {
            options->global_ranks_in_group.push_back(static_cast<std::uint64_t>(rank));
        }
        options->threads = kNumThreads;
        options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForInterface(kInterface));
        auto group = c10::make_intrusive<c10d::ProcessGroupGloo>(store, place.rank, place.numRanks, options);
        return std::make_unique<GlooCollectives>(place, progress, std::move(group));
    } catch (const std::exception &error) {
        progress.noteLostPeer();
        return fail(ErrorCode::internal,
                    "rank " + std::to_string(place.rank) + " of " + std::to_string(place.numRanks)
                        + " did not meet the others: " + firstLineOf(error),
                    "resume the run; if it comes again, look whether this machine's loopback interface works");
    }
}

} // namespace bafo::distributed
