// SPDX-License-Identifier: Apache-2.0
// The functions of NCCL that are used here, found in the library that LibTorch's CUDA half has brought into the
// process. Their C interface has been the same since NCCL 2.4, so its header, and with it a package of 200 MB, is not
// needed to build.
#pragma once

#include "core/distributed/cuda_interface.h"

#include <cuda_runtime_api.h>

#include <cstddef>

namespace bafo::cuda {

struct NcclId {
    char bytes[BAFO_CUDA_ID_BYTES];
};

using NcclCommunicator = void *;
using NcclResult = int; ///< 0: success

inline constexpr int kNcclBytes = 0; ///< ncclInt8: what is moved is not added, so its type does not matter
inline constexpr NcclResult kNcclInProgress = 7;

struct NcclLibrary {
    NcclResult (*getUniqueId)(NcclId *) = nullptr;
    NcclResult (*commInitRank)(NcclCommunicator *, int numRanks, NcclId, int rank) = nullptr;
    NcclResult (*commAbort)(NcclCommunicator) = nullptr;
    NcclResult (*commGetAsyncError)(NcclCommunicator, NcclResult *) = nullptr;
    NcclResult (*allGather)(const void *, void *, std::size_t, int type, NcclCommunicator, cudaStream_t) = nullptr;
    NcclResult (*send)(const void *, std::size_t, int type, int peer, NcclCommunicator, cudaStream_t) = nullptr;
    NcclResult (*receive)(void *, std::size_t, int type, int peer, NcclCommunicator, cudaStream_t) = nullptr;
    NcclResult (*groupStart)() = nullptr;
    NcclResult (*groupEnd)() = nullptr;
    const char *(*getErrorString)(NcclResult) = nullptr;

    /// Throws std::runtime_error where the process has no NCCL, or one without a function.
    [[nodiscard]] static NcclLibrary find();

    /// Throws std::runtime_error with NCCL's words unless it is a success.
    void check(NcclResult result, const char *doing) const;
};

} // namespace bafo::cuda
