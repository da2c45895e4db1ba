// SPDX-License-Identifier: Apache-2.0
#include "core/train/process_memory.h"

#include <charconv>

namespace bafo::train {
namespace {

constexpr std::uint64_t kMaxStatusBytes = 1U << 16U;

/// The number after "<key>:" in mebibytes; the file gives kB.
double mebibytesAfter(std::string_view status, std::string_view key)
{
    const std::size_t place = status.find(key);
    if (place == std::string_view::npos) {
        return 0;
    }
    std::string_view rest = status.substr(place + key.size());
    rest.remove_prefix(std::min(rest.find_first_of("0123456789"), rest.size()));
    long long kilobytes = 0;
    std::from_chars(rest.data(), rest.data() + rest.size(), kilobytes);
    return static_cast<double>(kilobytes) / 1024;
}

} // namespace

ProcessMemory readProcessMemory(FileSystem &files)
{
    const auto status = files.readFile("/proc/self/status", kMaxStatusBytes);
    return status ? parseProcessMemory(*status) : ProcessMemory{};
}

ProcessMemory parseProcessMemory(std::string_view status)
{
    return {.residentMb = mebibytesAfter(status, "VmRSS:"), .peakResidentMb = mebibytesAfter(status, "VmHWM:")};
}

} // namespace bafo::train
