// SPDX-License-Identifier: Apache-2.0
#include "core/runs/launch_settings.h"

#include "core/formats/json_limits.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace bafo::runs {
namespace {

constexpr std::size_t kMaxBytes = 4096;

/// Keeps the default where the key is missing.
bool readNumber(const nlohmann::json &object, const char *key, std::int64_t &value)
{
    const auto found = object.find(key);
    if (found == object.end()) {
        return true;
    }
    if (!found->is_number_integer()) {
        return false;
    }
    value = found->get<std::int64_t>();
    return true;
}

bool readText(const nlohmann::json &object, const char *key, std::string &value)
{
    const auto found = object.find(key);
    if (found == object.end()) {
        return true;
    }
    if (!found->is_string()) {
        return false;
    }
    value = found->get<std::string>();
    return true;
}

} // namespace

Result<void> checkLaunchSettings(const LaunchSettings &settings)
{
    if (settings.numRanks < 1 || settings.numRanks > kMaxRanks) {
        return fail(ErrorCode::config, fmt::format("a run cannot have {} ranks", settings.numRanks),
                    fmt::format("give --ranks a number from 1 to {}", kMaxRanks));
    }
    if (settings.rankTimeoutSeconds < 1 || settings.rankTimeoutSeconds > kMaxRankTimeoutSeconds) {
        return fail(ErrorCode::config,
                    fmt::format("ranks cannot be waited for {} seconds", settings.rankTimeoutSeconds),
                    fmt::format("give --rank-timeout a number from 1 to {}", kMaxRankTimeoutSeconds));
    }
    if (settings.device != kDeviceAuto && settings.device != kDeviceCpu && settings.device != kDeviceCuda) {
        return fail(ErrorCode::config, fmt::format("there is no device '{}'", settings.device),
                    "give --device one of auto, cpu, cuda");
    }
    return {};
}

Result<LaunchSettings> readLaunchSettings(FileSystem &files, const RunFolder &run)
{
    LaunchSettings settings;
    if (!BAFO_TRY(files.status(run.launchFile())).exists) {
        return settings;
    }
    const std::string text = BAFO_TRY(files.readFile(run.launchFile(), kMaxBytes));
    const auto object = formats::parseJson(text, {.maxBytes = kMaxBytes, .maxDepth = 4});
    if (!object || !object->is_object() || !readNumber(*object, "ranks", settings.numRanks)
        || !readNumber(*object, "rank_timeout_s", settings.rankTimeoutSeconds)
        || !readText(*object, "device", settings.device) || !checkLaunchSettings(settings)) {
        return fail(ErrorCode::data, run.launchFile().string() + " does not say how many ranks the run has",
                    "'bafo run resume " + run.id() + " --ranks N' writes it anew");
    }
    return settings;
}

Result<void> writeLaunchSettings(FileSystem &files, const RunFolder &run, const LaunchSettings &settings)
{
    BAFO_TRY(checkLaunchSettings(settings));
    const nlohmann::ordered_json object
        = {{"ranks", settings.numRanks}, {"rank_timeout_s", settings.rankTimeoutSeconds}, {"device", settings.device}};
    return writeFileAtomically(files, run.launchFile(), object.dump() + "\n");
}

} // namespace bafo::runs
