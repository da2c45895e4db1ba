// SPDX-License-Identifier: Apache-2.0
// The library's table. Exceptions end here, as a line of text: none may cross a border of plain C.
#include "core/distributed/cuda_interface.h"
#include "plugins/cuda/nccl_group.h"

#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAGuard.h>

#include <algorithm>
#include <exception>
#include <string>
#include <string_view>

namespace {

using bafo::cuda::GatherTicket;
using bafo::cuda::NcclGroup;
using bafo::cuda::NcclId;
using bafo::cuda::NcclLibrary;

void copyText(std::string_view text, char *place, std::size_t bytes)
{
    const std::size_t count = std::min(text.size(), bytes - 1);
    std::copy_n(text.begin(), count, place);
    place[count] = '\0';
}

/// Torch's exceptions carry a stack behind the first line.
void tell(const std::exception &error, char *why)
{
    const auto *torch = dynamic_cast<const c10::Error *>(&error);
    const std::string_view text = torch != nullptr ? torch->what_without_backtrace() : error.what();
    copyText(text.substr(0, text.find('\n')), why, BAFO_CUDA_WHY_BYTES);
}

template <class Work>
int guarded(char *why, const Work &work)
{
    try {
        work();
        return 0;
    } catch (const std::exception &error) {
        tell(error, why);
        return 1;
    }
}

int countDevices(char *why)
{
    int count = 0;
    (void)guarded(why, [&count] { count = c10::cuda::device_count_ensure_non_zero(); });
    return count;
}

c10::DeviceIndex indexOf(int device)
{
    return static_cast<c10::DeviceIndex>(device);
}

int describeDevice(int device, BafoCudaDevice *description, char *why)
{
    return guarded(why, [&] {
        const c10::cuda::CUDAGuard guard(indexOf(device));
        cudaDeviceProp properties{};
        C10_CUDA_CHECK(cudaGetDeviceProperties(&properties, device));
        std::size_t freeBytes = 0;
        std::size_t totalBytes = 0;
        C10_CUDA_CHECK(cudaMemGetInfo(&freeBytes, &totalBytes));
        copyText(properties.name, description->name, sizeof(description->name));
        description->totalBytes = static_cast<std::int64_t>(totalBytes);
        description->freeBytes = static_cast<std::int64_t>(freeBytes);
        description->majorCapability = properties.major;
        description->minorCapability = properties.minor;
    });
}

int useDevice(int device, char *why)
{
    return guarded(why, [device] { c10::cuda::set_device(indexOf(device)); });
}

int waitForDevice(int device, char *why)
{
    return guarded(why, [device] {
        const c10::cuda::CUDAGuard guard(indexOf(device));
        c10::cuda::device_synchronize();
    });
}

int peakBytes(int device, std::int64_t *bytes, char *why)
{
    return guarded(why, [&] {
        const auto stats = c10::cuda::CUDACachingAllocator::getDeviceStats(indexOf(device));
        *bytes = stats.allocated_bytes[static_cast<std::size_t>(c10::CachingAllocator::StatType::AGGREGATE)].peak;
    });
}

int makeGroupId(char *id, char *why)
{
    return guarded(why, [id] {
        const NcclLibrary nccl = NcclLibrary::find();
        NcclId made{};
        nccl.check(nccl.getUniqueId(&made), "opening a meeting place");
        std::copy_n(made.bytes, BAFO_CUDA_ID_BYTES, id);
    });
}

int joinGroup(const char *id, int rank, int numRanks, void **group, char *why)
{
    return guarded(why, [&] {
        NcclId known{};
        std::copy_n(id, BAFO_CUDA_ID_BYTES, known.bytes);
        *group = new NcclGroup(NcclLibrary::find(), known, rank, numRanks);
    });
}

void leaveGroup(void *group)
{
    delete static_cast<NcclGroup *>(group);
}

int startGather(void *group, const void *part, void *whole, std::int64_t bytes, void **ticket, char *why)
{
    return guarded(why, [&] { *ticket = static_cast<NcclGroup *>(group)->startGather(part, whole, bytes).release(); });
}

int finishGather(void *group, void *ticket, char *why)
{
    const std::unique_ptr<GatherTicket> owned(static_cast<GatherTicket *>(ticket));
    return guarded(why, [&] { static_cast<NcclGroup *>(group)->finishGather(*owned); });
}

int exchangePieces(void *group, const void *sent, const std::int64_t *sentBytes, void *received,
                   const std::int64_t *receivedBytes, char *why)
{
    return guarded(why,
                   [&] { static_cast<NcclGroup *>(group)->exchangePieces(sent, sentBytes, received, receivedBytes); });
}

constexpr BafoCudaFunctions kFunctions = {.version = BAFO_CUDA_VERSION,
                                          .countDevices = countDevices,
                                          .describeDevice = describeDevice,
                                          .useDevice = useDevice,
                                          .waitForDevice = waitForDevice,
                                          .peakBytes = peakBytes,
                                          .makeGroupId = makeGroupId,
                                          .joinGroup = joinGroup,
                                          .leaveGroup = leaveGroup,
                                          .startGather = startGather,
                                          .finishGather = finishGather,
                                          .exchangePieces = exchangePieces};

} // namespace

extern "C" __attribute__((visibility("default"))) const BafoCudaFunctions *bafo_cuda_functions(std::int32_t version)
{
    return version == BAFO_CUDA_VERSION ? &kFunctions : nullptr;
}
