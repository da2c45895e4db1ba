// SPDX-License-Identifier: Apache-2.0
#include "core/runs/rank_processes.h"

#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

#include <thread>

namespace bafo::runs {
namespace {

constexpr std::size_t kMaxBytes = 64U << 10U;
constexpr std::chrono::milliseconds kLookInterval(20);

} // namespace

Result<void> writeRankProcesses(FileSystem &files, const RunFolder &run, const std::vector<ProcessIdentity> &ranks)
{
    nlohmann::json array = nlohmann::json::array();
    for (const ProcessIdentity &rank : ranks) {
        array.push_back(toJson(rank));
    }
    return writeFileAtomically(files, run.rankFile(), array.dump() + "\n");
}

Result<std::vector<ProcessIdentity>> readRankProcesses(FileSystem &files, const RunFolder &run)
{
    std::vector<ProcessIdentity> ranks;
    if (!BAFO_TRY(files.status(run.rankFile())).exists) {
        return ranks;
    }
    const auto text = files.readFile(run.rankFile(), kMaxBytes);
    const auto array = formats::parseJson(text.value_or(std::string()), {.maxBytes = kMaxBytes, .maxDepth = 4});
    if (!array || !array->is_array()) { // a run that ends removes it: that is no error of whoever looks
        return ranks;
    }
    for (const nlohmann::json &one : *array) {
        if (auto identity = identityFrom(one)) {
            ranks.push_back(std::move(*identity));
        }
    }
    return ranks;
}

Result<void> awaitRankProcesses(FileSystem &files, const RunFolder &run, std::chrono::milliseconds limit)
{
    auto left = limit;
    for (const ProcessIdentity &rank : BAFO_TRY(readRankProcesses(files, run))) {
        while (BAFO_TRY(isRunning(files, rank))) {
            if (left <= std::chrono::milliseconds(0)) {
                return fail(ErrorCode::inUse,
                            "process " + std::to_string(rank.pid) + " of the worker before does not end",
                            "it may wait for a device: restart the machine if it stays");
            }
            std::this_thread::sleep_for(kLookInterval);
            left -= kLookInterval;
        }
    }
    return BAFO_TRY(files.status(run.rankFile())).exists ? files.removeFile(run.rankFile()) : Result<void>();
}

} // namespace bafo::runs
