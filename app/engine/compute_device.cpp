// SPDX-License-Identifier: Apache-2.0
#include "app/engine/compute_device.h"

#include "core/runs/launch_settings.h"

#include <ATen/Context.h>

#include <utility>

namespace bafo::engine {
namespace {

Result<ComputeDevice> onDevice(const distributed::CudaHalf &cuda, const distributed::RankPlace &place)
{
    const auto devices = BAFO_TRY(cuda.devices());
    const int index = BAFO_TRY(distributed::deviceOfRank(place.rank, place.numRanks, static_cast<int>(devices.size())));
    BAFO_TRY(cuda.useDevice(index));
    // fp32 means fp32 there too.
    at::globalContext().setAllowTF32CuBLAS(false);
    at::globalContext().setAllowTF32CuDNN(false);
    at::globalContext().setAllowBF16ReductionCuBLAS(false);
    ComputeDevice chosen;
    chosen.device = c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(index));
    chosen.words = "cuda:" + std::to_string(index) + " (" + devices[static_cast<std::size_t>(index)].name + ")";
    chosen.cuda = cuda;
    return chosen;
}

} // namespace

Result<ComputeDevice> chooseDevice(const std::string &wanted, const Path &program, const distributed::RankPlace &place)
{
    if (wanted == runs::kDeviceCpu) {
        return ComputeDevice{};
    }
    const auto cuda = distributed::CudaHalf::load(program.parent_path());
    if (cuda) {
        return onDevice(*cuda, place);
    }
    if (wanted == runs::kDeviceCuda) {
        return fail(ErrorCode::config, "--device cuda: " + cuda.error().message,
                    "'bafo devices' tells what there is; --device auto takes the processor where there is no device");
    }
    ComputeDevice chosen;
    chosen.whyNoCuda = cuda.error().message;
    return chosen;
}

distributed::ShardStorage storageOf(const ComputeDevice &device, const std::string &precision)
{
    return {.device = device.device, .computeType = precision == "bf16-mixed" ? c10::kBFloat16 : c10::kFloat};
}

} // namespace bafo::engine
