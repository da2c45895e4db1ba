// SPDX-License-Identifier: Apache-2.0
// Ranks that exchange what lies on their devices, by NCCL.
#pragma once

#include "plugins/cuda/nccl_library.h"

#include <c10/cuda/CUDAEvent.h>
#include <c10/cuda/CUDAStream.h>

#include <cstdint>
#include <memory>

namespace bafo::cuda {

/// A gather that runs beside the device's work.
struct GatherTicket {
    c10::cuda::CUDAEvent done;
};

/// One rank on the device that was current when it was made. What it throws says what NCCL says: a peer that went away
/// among that. The device works on by itself, so that a loss often shows at a later call. One thread.
class NcclGroup {
public:
    /// Returns when all ranks have come.
    NcclGroup(const NcclLibrary &nccl, const NcclId &id, int rank, int numRanks);
    ~NcclGroup();
    NcclGroup(const NcclGroup &) = delete;
    NcclGroup &operator=(const NcclGroup &) = delete;

    /// See cuda_interface.h.
    [[nodiscard]] std::unique_ptr<GatherTicket> startGather(const void *part, void *whole, std::int64_t bytes);
    void finishGather(GatherTicket &ticket);
    void exchangePieces(const void *sent, const std::int64_t *sentBytes, void *received,
                        const std::int64_t *receivedBytes);

private:
    void checkPeers() const;

    NcclLibrary m_nccl;
    NcclCommunicator m_communicator = nullptr;
    int m_numRanks;
    c10::cuda::CUDAStream m_gatherStream;
};

} // namespace bafo::cuda
