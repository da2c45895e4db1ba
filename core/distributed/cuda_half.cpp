// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/cuda_half.h"

#include <array>
#include <initializer_list>
#include <string_view>

#include <dlfcn.h>
#include <link.h>

namespace bafo::distributed {
namespace {

constexpr const char *kDriver = "libcuda.so.1";
constexpr const char *kTorchCpu = "libtorch_cpu.so";
constexpr const char *kTorchCuda = "libtorch_cuda.so";
constexpr const char *kOurs = "libbafo_cuda.so";

using Why = std::array<char, BAFO_CUDA_WHY_BYTES>;

/// Not by +, in which GCC 12 sees writes beyond short strings that are not there.
std::string joined(std::initializer_list<std::string_view> parts)
{
    std::string text;
    for (const std::string_view part : parts) {
        text.append(part);
    }
    return text;
}

/// Where the process has its libtorch_cpu.so from: the CUDA half of another LibTorch would not fit.
Path torchFolder()
{
    Path folder;
    ::dl_iterate_phdr(
        [](dl_phdr_info *library, std::size_t, void *found) {
            const Path path(library->dlpi_name);
            if (path.filename() != kTorchCpu) {
                return 0;
            }
            *static_cast<Path *>(found) = path.parent_path();
            return 1;
        },
        &folder);
    return folder;
}

Failure notThere(const std::string &message)
{
    return fail(ErrorCode::config, message, "everything runs on the processor; 'bafo devices' tells what there is");
}

/// dlerror's text begins with the file's name.
std::string loadError()
{
    const char *text = ::dlerror();
    return text == nullptr ? "it cannot be loaded" : text;
}

} // namespace

Result<CudaHalf> CudaHalf::loadLibraries(const Path &folder)
{
    const Path ours = folder / kOurs;
    std::error_code ignored;
    if (!std::filesystem::exists(ours, ignored)) {
        return notThere(joined({"this build has no ", kOurs}));
    }
    const Path torch = torchFolder() / kTorchCuda;
    if (!std::filesystem::exists(torch, ignored)) {
        return notThere(joined({"LibTorch's CUDA half is not there: ", torch.string()}));
    }
    // For all: ours is linked with none of it, and finds its functions among those of the process.
    if (::dlopen(torch.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr) {
        return notThere(joined({"LibTorch's CUDA half cannot be loaded: ", loadError()}));
    }
    void *library = ::dlopen(ours.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        return notThere(joined({kOurs, " cannot be loaded: ", loadError()}));
    }
    const auto entry = reinterpret_cast<BafoCudaEntry>(::dlsym(library, BAFO_CUDA_ENTRY));
    const BafoCudaFunctions *functions = entry == nullptr ? nullptr : entry(BAFO_CUDA_VERSION);
    if (functions == nullptr) {
        return notThere(joined({ours.string(), " is of another version than this program"}));
    }
    return CudaHalf(*functions);
}

Result<CudaHalf> CudaHalf::load(const Path &folder)
{
    if (::dlopen(kDriver, RTLD_NOW) == nullptr) {
        return notThere(joined({"there is no NVIDIA driver (", kDriver, ")"}));
    }
    const CudaHalf half = BAFO_TRY(loadLibraries(folder));
    Why why{};
    if (half.functions().countDevices(why.data()) < 1) {
        return notThere(joined({"there is no CUDA device: ", why.data()}));
    }
    return half;
}

int CudaHalf::numDevices() const
{
    Why why{};
    return m_functions->countDevices(why.data());
}

Result<std::vector<CudaDevice>> CudaHalf::devices() const
{
    std::vector<CudaDevice> devices;
    for (int i = 0; i < numDevices(); ++i) {
        Why why{};
        BafoCudaDevice device{};
        if (m_functions->describeDevice(i, &device, why.data()) != 0) {
            return fail(ErrorCode::internal, joined({"CUDA device ", std::to_string(i), ": ", why.data()}),
                        "'nvidia-smi' shows whether another program has it");
        }
        devices.push_back(
            {.name = device.name,
             .totalBytes = device.totalBytes,
             .freeBytes = device.freeBytes,
             .capability = std::to_string(device.majorCapability) + "." + std::to_string(device.minorCapability)});
    }
    return devices;
}

Result<void> CudaHalf::useDevice(int device) const
{
    Why why{};
    if (m_functions->useDevice(device, why.data()) != 0) {
        return fail(ErrorCode::internal,
                    joined({"CUDA device ", std::to_string(device), " cannot be used: ", why.data()}),
                    "'nvidia-smi' shows whether another program has it");
    }
    return {};
}

Result<int> deviceOfRank(int rank, int numRanks, int numDevices)
{
    if (numRanks > numDevices) {
        return fail(ErrorCode::config,
                    joined({std::to_string(numRanks), " ranks need a CUDA device each, and there ",
                            numDevices == 1 ? "is " : "are ", std::to_string(numDevices)}),
                    "give --ranks at most that number, or --device cpu");
    }
    return rank;
}

} // namespace bafo::distributed
