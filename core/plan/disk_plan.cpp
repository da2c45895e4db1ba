// SPDX-License-Identifier: Apache-2.0
#include "core/plan/disk_plan.h"

#include <algorithm>

namespace bafo::plan {
namespace {

constexpr std::int64_t kBytesPerWeight = 4;
constexpr std::int64_t kMostReserveBytes = std::int64_t{2} << 30;
constexpr std::int64_t kLeastReserveBytes = 16 << 20;

} // namespace

DiskPlan planDisk(const ModelShape &model, const config::RunConfig &config)
{
    const std::int64_t weights = model.numParameters() * kBytesPerWeight;
    std::int64_t inFiles = 0;
    for (const auto &unit : model.units) {
        for (const TensorShape &tensor : unit) {
            inFiles += tensor.fileBytes;
        }
    }
    DiskPlan plan;
    const std::int64_t tensors = 3 * weights; // with two moments
    plan.checkpointBytes = tensors + tensors / 50; // blocks of the file system, names, manifest
    plan.numCheckpoints = config.checkpoint.keep + 1;
    plan.reserveBytes = std::clamp(tensors, kLeastReserveBytes, kMostReserveBytes);
    if (!config.outputModel.empty()) { // it is written in fp32, with the files beside the weights
        plan.modelBytes = weights + std::max<std::int64_t>(0, static_cast<std::int64_t>(model.folderBytes) - inFiles);
    }
    return plan;
}

} // namespace bafo::plan
