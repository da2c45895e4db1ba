// SPDX-License-Identifier: Apache-2.0
// `model verify`: is a model still what was written?
#include "app/bafo/verbs.h"
#include "app/bafo/words.h"
#include "core/runs/model_verification.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace bafo::app {
namespace {

Error errorOf(const std::string &model, const runs::ModelVerification &found)
{
    std::string message = model + " is not as it was written: ";
    bool isOnlyExtra = true;
    for (const runs::FileDifference &difference : found.differences) {
        message += (&difference == &found.differences.front() ? "" : "; ") + difference.name + " " + difference.why;
        isOnlyExtra = isOnlyExtra && difference.trouble == runs::FileTrouble::extra;
    }
    return {.code = ErrorCode::data,
            .message = message,
            .hint = isOnlyExtra ? "take the file out of the folder if nobody needs it there"
                                : "do not use it; import the model again, or train it again from its ancestor"};
}

Result<void> verify(const VerbContext &context, const std::string &name)
{
    const auto project = BAFO_TRY(context.projectIfAny());
    const Path path = BAFO_TRY(runs::resolveModel(context.files, project ? &*project : nullptr, name));
    constexpr std::int64_t kPauseNs = 200'000'000; // between two words of progress
    std::int64_t toldNs = context.clock.steadyNs();
    const auto found = BAFO_TRY(runs::verifyModel(context.files, path, [&](std::uint64_t done, std::uint64_t total) {
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
    if (!found.isSound()) {
        return fail(errorOf(name, found));
    }
    context.printer.say(name + ": all " + std::to_string(found.numFiles) + " files are as they were written ("
                        + sizeInWords(found.sizeBytes) + ")");
    return {};
}

} // namespace

void addModelVerify(CLI::App &family, VerbContext &context)
{
    auto name = std::make_shared<std::string>();
    CLI::App *verb = command_line::addVerb(
        family, "verify", "read every file of a model and compare it with the hashes of lineage.json", context);
    verb->add_option("model", *name, "a model of the project, or a folder")->required();
    verb->footer("Names each file that differs, is missing or is extra; the exit code is 5 then.");
    verb->callback([name, &context] { context.action = [name, &context] { return verify(context, *name); }; });
}

} // namespace bafo::app
