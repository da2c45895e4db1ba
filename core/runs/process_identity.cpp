// SPDX-License-Identifier: Apache-2.0
#include "core/runs/process_identity.h"

#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

#include <sstream>

namespace bafo::runs {
namespace {

Result<std::string> bootId(FileSystem &files)
{
    std::string text = BAFO_TRY(files.readFile("/proc/sys/kernel/random/boot_id", 128));
    std::erase(text, '\n');
    return text;
}

} // namespace

Result<std::optional<ProcessIdentity>> identityOf(FileSystem &files, std::int64_t pid)
{
    const auto stat = files.readFile("/proc/" + std::to_string(pid) + "/stat", 4096);
    if (!stat) {
        return std::optional<ProcessIdentity>();
    }
    // The name in parentheses may hold anything: what counts comes after the last one.
    const std::size_t end = stat->rfind(')');
    std::istringstream fields(end == std::string::npos ? std::string() : stat->substr(end + 1));
    std::string state;
    fields >> state;
    std::string field;
    for (int number = 4; number < 22; ++number) {
        fields >> field;
    }
    std::int64_t startTicks = 0;
    fields >> startTicks;
    if (!fields || state == "Z" || state == "X") {
        return std::optional<ProcessIdentity>();
    }
    return std::optional(ProcessIdentity{.pid = pid, .startTicks = startTicks, .bootId = BAFO_TRY(bootId(files))});
}

Result<bool> isRunning(FileSystem &files, const ProcessIdentity &identity)
{
    const auto now = BAFO_TRY(identityOf(files, identity.pid));
    return now && *now == identity;
}

nlohmann::json toJson(const ProcessIdentity &identity)
{
    return {{"pid", identity.pid}, {"start_ticks", identity.startTicks}, {"boot_id", identity.bootId}};
}

std::optional<ProcessIdentity> identityFrom(const nlohmann::json &object)
{
    if (!object.is_object() || !object.value("pid", nlohmann::json()).is_number_integer()
        || !object.value("start_ticks", nlohmann::json()).is_number_integer()
        || !object.value("boot_id", nlohmann::json()).is_string()) {
        return std::nullopt;
    }
    return ProcessIdentity{.pid = object.at("pid").get<std::int64_t>(),
                           .startTicks = object.at("start_ticks").get<std::int64_t>(),
                           .bootId = object.at("boot_id").get<std::string>()};
}

Result<void> writeProcessFile(FileSystem &files, const Path &path, const ProcessIdentity &identity)
{
    return writeFileAtomically(files, path, toJson(identity).dump() + "\n");
}

Result<std::optional<ProcessIdentity>> readProcessFile(FileSystem &files, const Path &path)
{
    if (!BAFO_TRY(files.status(path)).exists) {
        return std::optional<ProcessIdentity>();
    }
    const std::string text = BAFO_TRY(files.readFile(path, 4096));
    const auto object = formats::parseJson(text, {.maxBytes = 4096, .maxDepth = 2});
    return object ? identityFrom(*object) : std::nullopt;
}

} // namespace bafo::runs
