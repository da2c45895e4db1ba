// SPDX-License-Identifier: Apache-2.0
#include "app/engine/verbs.h"
#include "core/distributed/cuda_half.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace bafo::engine {
namespace {

constexpr double kGibibyte = 1024.0 * 1024.0 * 1024.0;

std::string inGibibytes(std::int64_t bytes)
{
    char text[32];
    std::snprintf(text, sizeof(text), "%.1f GiB", static_cast<double>(bytes) / kGibibyte);
    return text;
}

Result<void> tellDevices(command_line::VerbContext &context)
{
    context.printer.say("cpu: " + std::to_string(at::get_num_threads()) + " threads, " + at::get_cpu_capability());
    nlohmann::json json = {{"cpu", {{"threads", at::get_num_threads()}, {"capability", at::get_cpu_capability()}}},
                           {"cuda", nlohmann::json::array()}};
    const auto cuda = distributed::CudaHalf::load(Path(context.programPath).parent_path());
    if (!cuda) {
        context.printer.say("cuda: not used, " + cuda.error().message);
        json["why_no_cuda"] = cuda.error().message;
    } else {
        for (const distributed::CudaDevice &device : BAFO_TRY(cuda->devices())) {
            context.printer.say("cuda:" + std::to_string(json["cuda"].size()) + ": " + device.name + ", "
                                + inGibibytes(device.totalBytes) + ", " + inGibibytes(device.freeBytes)
                                + " free, compute capability " + device.capability);
            json["cuda"].push_back({{"name", device.name},
                                    {"total_bytes", device.totalBytes},
                                    {"free_bytes", device.freeBytes},
                                    {"capability", device.capability}});
        }
    }
    context.printer.json(json);
    return {};
}

} // namespace

void addDevices(CLI::App &program, command_line::VerbContext &context)
{
    command_line::addVerb(program, "devices", "what this machine can compute on, and why not on more", context)
        ->callback([&context] { context.action = [&context] { return tellDevices(context); }; });
}

} // namespace bafo::engine
