// SPDX-License-Identifier: Apache-2.0
#include "core/plan/machine_memory.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace bafo::plan {
namespace {

constexpr std::uint64_t kMaxBytes = 1U << 16U;

std::optional<std::int64_t> numberIn(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t");
    std::int64_t number = 0;
    if (begin == std::string_view::npos) {
        return std::nullopt;
    }
    const auto read = std::from_chars(text.data() + begin, text.data() + text.size(), number);
    return read.ec == std::errc() && number >= 0 ? std::optional(number) : std::nullopt;
}

std::int64_t kilobytesAfter(std::string_view text, std::string_view key)
{
    const std::size_t place = text.find(key);
    return place == std::string_view::npos ? 0 : numberIn(text.substr(place + key.size())).value_or(0) * 1024;
}

/// A file of one number; "max" is none.
std::optional<std::int64_t> readNumber(FileSystem &files, const char *path)
{
    const auto text = files.readFile(path, kMaxBytes);
    return text ? numberIn(*text) : std::nullopt;
}

} // namespace

MachineMemory parseMachineMemory(std::string_view meminfo)
{
    return {.totalBytes = kilobytesAfter(meminfo, "MemTotal:"),
            .availableBytes = kilobytesAfter(meminfo, "MemAvailable:")};
}

bool hasGraphicsDriver(FileSystem &files)
{
    for (const char *device : {"/dev/nvidiactl", "/dev/dxg"}) { // the second: under Windows' Linux
        const auto status = files.status(device);
        if (status && status->exists) {
            return true;
        }
    }
    return false;
}

Result<MachineMemory> readMachineMemory(FileSystem &files)
{
    MachineMemory memory = parseMachineMemory(BAFO_TRY(files.readFile("/proc/meminfo", kMaxBytes)));
    if (memory.totalBytes == 0) {
        return fail(ErrorCode::data, "/proc/meminfo does not say how much memory there is", "");
    }
    const auto limit = readNumber(files, "/sys/fs/cgroup/memory.max");
    const auto used = readNumber(files, "/sys/fs/cgroup/memory.current");
    if (limit && *limit > 0 && *limit < memory.totalBytes) {
        // Cached files count as used there, and go when their room is wanted.
        const auto stat = files.readFile("/sys/fs/cgroup/memory.stat", kMaxBytes);
        const std::size_t place = stat ? stat->find("\nfile ") : std::string::npos;
        const std::int64_t cached
            = place == std::string::npos ? 0 : numberIn(std::string_view(*stat).substr(place + 6)).value_or(0);
        memory.totalBytes = *limit;
        memory.availableBytes
            = std::clamp<std::int64_t>(*limit - used.value_or(0) + cached, 0, std::min(*limit, memory.availableBytes));
    }
    return memory;
}

} // namespace bafo::plan
