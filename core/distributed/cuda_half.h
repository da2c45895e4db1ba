// SPDX-License-Identifier: Apache-2.0
// Loads what only a machine with an NVIDIA GPU has: LibTorch's CUDA half, and ours (libbafo_cuda.so).
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/distributed/cuda_interface.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::distributed {

struct CudaDevice {
    std::string name;
    std::int64_t totalBytes = 0;
    std::int64_t freeBytes = 0;
    std::string capability; ///< "9.0"
};

/// The CUDA half of this process; from its making on ATen knows the device type CUDA. It stays loaded to the end of the
/// process. A value: copies are the same.
class CudaHalf {
public:
    /// Before the first question about devices, and only where there is a driver: LibTorch beside the libtorch_cpu.so
    /// of this process, then libbafo_cuda.so in `folder`. Fails (config) with the first thing that is not there or does
    /// not work; no device is such a thing. That is no fault of anybody's: the message is the answer to "why not?".
    [[nodiscard]] static Result<CudaHalf> load(const Path &folder);

    /// Without the question for a driver and devices: whether the libraries fit together.
    [[nodiscard]] static Result<CudaHalf> loadLibraries(const Path &folder);

    [[nodiscard]] const BafoCudaFunctions &functions() const { return *m_functions; }

    [[nodiscard]] int numDevices() const;

    /// Fails (internal) with CUDA's words.
    [[nodiscard]] Result<std::vector<CudaDevice>> devices() const;
    [[nodiscard]] Result<void> useDevice(int device) const;

private:
    explicit CudaHalf(const BafoCudaFunctions &functions)
        : m_functions(&functions)
    {
    }

    const BafoCudaFunctions *m_functions;
};

/// The device of a rank: each has one of its own. Fails (config) where there are fewer devices than ranks.
[[nodiscard]] Result<int> deviceOfRank(int rank, int numRanks, int numDevices);

} // namespace bafo::distributed
