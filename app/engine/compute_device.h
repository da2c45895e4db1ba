// SPDX-License-Identifier: Apache-2.0
// Where a process computes: on the processor, or on one of the machine's CUDA devices.
#pragma once

#include "core/base/result.h"
#include "core/distributed/cuda_half.h"
#include "core/distributed/rank_place.h"
#include "core/distributed/sharded_group.h"

#include <c10/core/Device.h>

#include <optional>
#include <string>

namespace bafo::engine {

struct ComputeDevice {
    c10::Device device = c10::kCPU;
    std::string words = "cpu"; ///< for people: "cuda:0 (NVIDIA H100)", or "cpu"
    std::string whyNoCuda; ///< what auto found missing; empty on a device, and where nobody asked
    std::optional<distributed::CudaHalf> cuda; ///< of a process on a device
};

/// `wanted` is auto, cpu or cuda. Auto is a device where there is one, and the processor with the reason where there is
/// none. The library lies beside the program. Each rank gets a device of its own. Call it before anything else asks
/// torch for devices. Fails (config) where cuda is wanted and there is none, or fewer than ranks.
[[nodiscard]] Result<ComputeDevice> chooseDevice(const std::string &wanted, const Path &program,
                                                 const distributed::RankPlace &place = {});

/// What a run with that precision (the knob) keeps and computes with there.
[[nodiscard]] distributed::ShardStorage storageOf(const ComputeDevice &device, const std::string &precision);

} // namespace bafo::engine
