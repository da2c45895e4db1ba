// SPDX-License-Identifier: Apache-2.0
#include "plugins/cuda/nccl_group.h"

namespace bafo::cuda {

NcclGroup::NcclGroup(const NcclLibrary &nccl, const NcclId &id, int rank, int numRanks)
    : m_nccl(nccl)
    , m_numRanks(numRanks)
    , m_gatherStream(c10::cuda::getStreamFromPool(/*isHighPriority=*/true))
{
    m_nccl.check(m_nccl.commInitRank(&m_communicator, numRanks, id, rank), "meeting the other ranks");
}

/// Not the polite way, which waits for the others: they may be gone.
NcclGroup::~NcclGroup()
{
    (void)m_nccl.commAbort(m_communicator);
}

void NcclGroup::checkPeers() const
{
    NcclResult result = 0;
    m_nccl.check(m_nccl.commGetAsyncError(m_communicator, &result), "asking for errors");
    m_nccl.check(result, "working with the other ranks");
}

std::unique_ptr<GatherTicket> NcclGroup::startGather(const void *part, void *whole, std::int64_t bytes)
{
    checkPeers();
    c10::cuda::CUDAEvent ready; // the part was written, and nobody reads what the whole held before
    ready.record(c10::cuda::getCurrentCUDAStream());
    ready.block(m_gatherStream);
    m_nccl.check(m_nccl.allGather(part, whole, static_cast<std::size_t>(bytes), kNcclBytes, m_communicator,
                                  m_gatherStream.stream()),
                 "gathering");
    auto ticket = std::make_unique<GatherTicket>();
    ticket->done.record(m_gatherStream);
    return ticket;
}

void NcclGroup::finishGather(GatherTicket &ticket)
{
    checkPeers();
    ticket.done.block(c10::cuda::getCurrentCUDAStream());
}

void NcclGroup::exchangePieces(const void *sent, const std::int64_t *sentBytes, void *received,
                               const std::int64_t *receivedBytes)
{
    checkPeers();
    const cudaStream_t stream = c10::cuda::getCurrentCUDAStream().stream();
    const auto *from = static_cast<const char *>(sent);
    auto *to = static_cast<char *>(received);
    m_nccl.check(m_nccl.groupStart(), "exchanging");
    for (int peer = 0; peer < m_numRanks; ++peer) {
        if (sentBytes[peer] > 0) {
            m_nccl.check(
                m_nccl.send(from, static_cast<std::size_t>(sentBytes[peer]), kNcclBytes, peer, m_communicator, stream),
                "sending");
            from += sentBytes[peer];
        }
        if (receivedBytes[peer] > 0) {
            m_nccl.check(m_nccl.receive(to, static_cast<std::size_t>(receivedBytes[peer]), kNcclBytes, peer,
                                        m_communicator, stream),
                         "receiving");
            to += receivedBytes[peer];
        }
    }
    m_nccl.check(m_nccl.groupEnd(), "exchanging");
}

} // namespace bafo::cuda
