// SPDX-License-Identifier: Apache-2.0
// Ranks that each have a device: what lies there goes from device to device, all else by way of other collectives.
#pragma once

#include "core/base/result.h"
#include "core/distributed/collectives.h"
#include "core/distributed/cuda_interface.h"
#include "core/distributed/rank_progress.h"

#include <c10/core/Device.h>

#include <memory>

namespace bafo::distributed {

/// Meets the other ranks on their devices; `control`, over which they have met already, carries texts and what lies in
/// main memory. Sums are made as there: pieces are exchanged and added in the order of the ranks, never by NCCL's own
/// reductions, whose order hangs on their number. A gather on a device returns from its wait before it has happened:
/// what the device is given afterwards sees the whole. So a lost rank may show at a later call only, at the latest
/// when texts are exchanged. The functions must live longer. Fails (internal) where the others do not come.
[[nodiscard]] Result<std::unique_ptr<Collectives>> makeDeviceCollectives(std::unique_ptr<Collectives> control,
                                                                         const BafoCudaFunctions &functions,
                                                                         c10::Device device, RankProgress &progress);

} // namespace bafo::distributed
