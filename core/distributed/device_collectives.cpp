// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/device_collectives.h"

#include "core/base/check.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace bafo::distributed {
namespace {

using Why = std::array<char, BAFO_CUDA_WHY_BYTES>;

/// A call of the table, made while the supervisor can see which. NCCL's errors are those of Gloo: a lost peer, or
/// mistakes of ours, which show at once in every test.
template <class Call>
void callOrPeerLost(RankProgress &progress, const char *name, const Call &call)
{
    const InCollective here(progress, name);
    Why why{};
    if (call(why.data()) != 0) {
        progress.noteLostPeer();
        throw PeerLost(why.data());
    }
}

class DeviceGather final : public Gather {
public:
    DeviceGather(const BafoCudaFunctions &functions, RankProgress &progress, void *group, void *ticket)
        : m_functions(functions)
        , m_progress(progress)
        , m_group(group)
        , m_ticket(ticket)
    {
    }

    void wait() override
    {
        callOrPeerLost(m_progress, "gather",
                       [this](char *why) { return m_functions.finishGather(m_group, m_ticket, why); });
    }

private:
    const BafoCudaFunctions &m_functions;
    RankProgress &m_progress;
    void *m_group;
    void *m_ticket;
};

class DeviceCollectives final : public Collectives {
public:
    DeviceCollectives(std::unique_ptr<Collectives> control, const BafoCudaFunctions &functions, void *group,
                      c10::Device device, RankProgress &progress)
        : m_control(std::move(control))
        , m_functions(functions)
        , m_group(group)
        , m_device(device)
        , m_progress(progress)
    {
    }

    ~DeviceCollectives() override { m_functions.leaveGroup(m_group); }

    [[nodiscard]] int rank() const override { return m_control->rank(); }
    [[nodiscard]] int numRanks() const override { return m_control->numRanks(); }

    [[nodiscard]] std::unique_ptr<Gather> startGather(const at::Tensor &part, const at::Tensor &whole) override
    {
        if (part.device() != m_device) {
            return m_control->startGather(part, whole);
        }
        BAFO_CHECK(part.is_contiguous() && whole.is_contiguous(), "only dense tensors are gathered");
        void *ticket = nullptr;
        callOrPeerLost(m_progress, "gather", [&](char *why) {
            return m_functions.startGather(m_group, part.const_data_ptr(), whole.mutable_data_ptr(),
                                           static_cast<std::int64_t>(part.nbytes()), &ticket, why);
        });
        return std::make_unique<DeviceGather>(m_functions, m_progress, m_group, ticket);
    }

    void addPieces(const at::Tensor &whole, std::span<const std::int64_t> sizes, int numSenders,
                   const at::Tensor &sum) override
    {
        if (sum.device() != m_device) {
            m_control->addPieces(whole, sizes, numSenders, sum);
            return;
        }
        const auto size = static_cast<std::int64_t>(sum.element_size());
        const std::int64_t mine = sizes[static_cast<std::size_t>(rank())];
        std::vector<std::int64_t> sentBytes(sizes.size(), 0);
        if (rank() < numSenders) {
            std::transform(sizes.begin(), sizes.end(), sentBytes.begin(),
                           [size](std::int64_t count) { return count * size; });
        }
        std::vector<std::int64_t> receivedBytes(sizes.size(), 0);
        std::fill_n(receivedBytes.begin(), numSenders, mine * size);
        const at::Tensor sent = whole.defined() ? whole.contiguous() : at::empty({0}, sum.options());
        const at::Tensor received = at::empty({mine * numSenders}, sum.options());
        callOrPeerLost(m_progress, "sum of gradients", [&](char *why) {
            return m_functions.exchangePieces(m_group, sent.const_data_ptr(), sentBytes.data(),
                                              received.mutable_data_ptr(), receivedBytes.data(), why);
        });
        for (int sender = 0; sender < numSenders; ++sender) {
            sum.view({-1}).add_(received.narrow(0, sender * mine, mine));
        }
    }

    [[nodiscard]] std::vector<std::string> exchange(const std::string &mine) override
    {
        return m_control->exchange(mine);
    }

private:
    std::unique_ptr<Collectives> m_control;
    const BafoCudaFunctions &m_functions;
    void *m_group;
    c10::Device m_device;
    RankProgress &m_progress;
};

/// The first rank's, or its reason for having none behind an exclamation mark.
std::string makeId(const BafoCudaFunctions &functions)
{
    Why why{};
    std::string id(BAFO_CUDA_ID_BYTES, '\0');
    return functions.makeGroupId(id.data(), why.data()) == 0 ? "." + id : "!" + std::string(why.data());
}

} // namespace

Result<std::unique_ptr<Collectives>> makeDeviceCollectives(std::unique_ptr<Collectives> control,
                                                           const BafoCudaFunctions &functions, c10::Device device,
                                                           RankProgress &progress)
{
    const std::string id = control->exchange(control->rank() == 0 ? makeId(functions) : std::string()).front();
    Why why{};
    void *group = nullptr;
    bool hasFailed = !id.starts_with('.');
    if (!hasFailed) {
        const InCollective here(progress, "rendezvous of devices");
        hasFailed = functions.joinGroup(id.data() + 1, control->rank(), control->numRanks(), &group, why.data()) != 0;
    }
    if (hasFailed) {
        return fail(ErrorCode::internal,
                    "rank " + std::to_string(control->rank()) + " of " + std::to_string(control->numRanks())
                        + " did not meet the others on its device: " + (why[0] == '\0' ? id.substr(1) : why.data()),
                    "resume the run; with NCCL_DEBUG=INFO its log tells more, and --device cpu goes without devices");
    }
    return std::make_unique<DeviceCollectives>(std::move(control), functions, group, device, progress);
}

} // namespace bafo::distributed
