// SPDX-License-Identifier: Apache-2.0
#include "app/command_line/model_files.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bafo::command_line {

Result<runs::ModelVerification> verifyFiles(const VerbContext &context, const std::string &name, const Path &folder)
{
    constexpr std::int64_t kPauseNs = 200'000'000; // between two words of progress
    std::int64_t toldNs = context.clock.steadyNs();
    auto found = BAFO_TRY(runs::verifyModel(context.files, folder, [&](std::uint64_t done, std::uint64_t total) {
        if (context.clock.steadyNs() - toldNs >= kPauseNs) {
            toldNs = context.clock.steadyNs();
            context.printer.json({{"progress", {{"done_bytes", done}, {"total_bytes", total}}}});
        }
    }));
    nlohmann::json differences = nlohmann::json::array();
    for (const runs::FileDifference &difference : found.differences) {
        differences.push_back(
            {{"name", difference.name}, {"trouble", nameOf(difference.trouble)}, {"why", difference.why}});
    }
    context.printer.json({{"verification",
                           {{"model", name},
                            {"is_sound", found.isSound()},
                            {"num_files", found.numFiles},
                            {"size_bytes", found.sizeBytes},
                            {"differences", differences}}}});
    return found;
}

std::string differencesInWords(const runs::ModelVerification &found)
{
    std::string words;
    for (const runs::FileDifference &difference : found.differences) {
        words += (words.empty() ? "" : "; ") + difference.name + " " + difference.why;
    }
    return words;
}

std::string mendOf(const runs::ModelVerification &found)
{
    const bool isOnlyExtra
        = std::all_of(found.differences.begin(), found.differences.end(), [](const runs::FileDifference &difference) {
              return difference.trouble == runs::FileTrouble::extra;
          });
    return isOnlyExtra ? "take the file out of the folder if nobody needs it there"
                       : "do not use it; import the model again, or train it again from its ancestor";
}

} // namespace bafo::command_line
