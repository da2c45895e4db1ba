// SPDX-License-Identifier: Apache-2.0
#include "core/plan/disk_plan.h"

#include "core/base/name_pattern.h"
#include "core/plan/adapter_shape.h"
#include "core/plan/disk_room.h"

#include <algorithm>

namespace bafo::plan {
namespace {

constexpr std::int64_t kBytesPerWeight = 4;

} // namespace

DiskPlan planDisk(const ModelShape &base, const config::RunConfig &config)
{
    const ModelShape model = withAdapter(base, adapterShapeOf(config));
    std::int64_t inFiles = 0;
    std::int64_t saved = 0;
    for (const auto &unit : model.units) {
        for (const TensorShape &tensor : unit) {
            inFiles += tensor.fileBytes;
            const bool isFrozen = tensor.isFrozen || matchesAny(config.freezing.tensors, tensor.name);
            saved += isFrozen ? 0 : tensor.numElements();
        }
    }
    const std::int64_t weights = (config.hasAdapter() ? saved : model.numParameters()) * kBytesPerWeight;
    const auto tensors = static_cast<std::uint64_t>(3 * saved * kBytesPerWeight); // with two moments
    DiskPlan plan;
    plan.checkpointBytes = static_cast<std::int64_t>(savedPointBytes(tensors));
    plan.numCheckpoints = config.checkpoint.keep + 1;
    plan.reserveBytes = static_cast<std::int64_t>(reserveBytes(tensors));
    if (!config.outputModel.empty()) { // it is written in fp32, with the files beside the weights
        plan.modelBytes = weights + std::max<std::int64_t>(0, static_cast<std::int64_t>(model.folderBytes) - inFiles);
    }
    return plan;
}

} // namespace bafo::plan
