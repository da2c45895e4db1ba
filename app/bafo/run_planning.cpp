// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/run_planning.h"

#include "app/bafo/words.h"
#include "core/plan/model_fit.h"
#include "core/text/growth.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace bafo::app {
namespace {

/// Of the tokenizer that replaces the model's own; 0 where none does.
Result<std::int64_t> tokenizerBytes(command_line::VerbContext &context, const runs::Project *project,
                                    const config::RunConfig &config)
{
    if (config.tokenizer.empty()) {
        return std::int64_t{0};
    }
    const Path path = BAFO_TRY(runs::resolveTokenizer(context.files, project, config.tokenizer));
    const FileStatus status = BAFO_TRY(context.files.status(path));
    if (!status.isDirectory) {
        return static_cast<std::int64_t>(status.sizeBytes);
    }
    std::int64_t largest = 0;
    for (const char *name : {"tokenizer.json", "tokenizer.model"}) {
        largest = std::max(largest, static_cast<std::int64_t>(BAFO_TRY(context.files.status(path / name)).sizeBytes));
    }
    return largest;
}

/// A run's own paths are seen from its project's folder, wherever its user stands.
config::RunConfig seenFromHere(config::RunConfig config, const runs::Project &project)
{
    for (std::string *path : {&config.model, &config.tokenizer}) {
        if (path->find('/') != std::string::npos && Path(*path).is_relative()) {
            *path = (project.root() / *path).lexically_normal().string();
        }
    }
    return config;
}

Failure tooLarge(const PlannedRun &planned, std::int64_t roomBytes, const char *room)
{
    std::string hint
        = "no setting that leaves the result as it is makes it fit: shorten sequence_length, take a smaller "
          "model, or a machine with more memory";
    if (planned.mending) {
        hint = fmt::format("{} makes it fit ({})", inWords(planned.mending->changes),
                           bytesInWords(planned.mending->plan.machineBytes()));
    }
    return fail(ErrorCode::outOfMemory,
                fmt::format("this run would need {} of memory, and {} {}", bytesInWords(planned.memory.machineBytes()),
                            bytesInWords(roomBytes), room),
                hint + "; 'bafo plan' shows what takes it, --even-if-too-large starts it all the same");
}

} // namespace

std::string bytesInWords(std::int64_t bytes)
{
    return sizeInWords(static_cast<std::uint64_t>(std::max<std::int64_t>(0, bytes)));
}

Result<PlannedRun> planRun(command_line::VerbContext &context, const runs::Project *project,
                           const config::RunConfig &config, int numRanks)
{
    PlannedRun planned;
    planned.machine = BAFO_TRY(plan::readMachineMemory(context.files));
    const Path folder = BAFO_TRY(runs::resolveModel(context.files, project, config.model));
    const plan::ModelShape model = BAFO_TRY(plan::readModelShape(context.files, folder));
    BAFO_TRY(plan::checkFitsModel(model, config));
    const plan::PlannedPlace place{.numRanks = numRanks,
                                   .numProcessors = static_cast<int>(std::thread::hardware_concurrency()),
                                   .availableBytes = planned.machine.availableBytes,
                                   .tokenizerBytes = BAFO_TRY(tokenizerBytes(context, project, config))};
    planned.memory
        = plan::planTraining(model, plan::stepSettingsOf(config, numRanks, place.numProcessors), place.tokenizerBytes);
    planned.fits = planned.memory.machineBytes() <= planned.machine.availableBytes;
    if (!planned.fits) {
        planned.mending = plan::findMending(model, config, place);
    }
    planned.disk = plan::planDisk(model, config);
    planned.freeDiskBytes = static_cast<std::int64_t>(
        BAFO_TRY(context.files.freeBytes(project == nullptr ? Path(".") : project->root())));
    return planned;
}

Result<void> checkSettings(command_line::VerbContext &context, const runs::Project &project,
                           const config::RunConfig &config, const runs::LaunchSettings &launch)
{
    if (launch.device == runs::kDeviceCuda && !plan::hasGraphicsDriver(context.files)) {
        return fail(ErrorCode::config, "this machine has no NVIDIA driver, so there is no CUDA device",
                    "leave --device out, or give cpu: 'bafo devices' tells what there is");
    }
    const Path folder = BAFO_TRY(runs::resolveModel(context.files, &project, seenFromHere(config, project).model));
    const auto growth = context.files.status(folder / text::kGrowthFileName);
    const bool needsNewRows = config.freezing.newRowsOnlySteps > 0 || config.optimizer.newRowsLearningRateFactor != 1;
    if (needsNewRows && growth && !growth->exists) {
        return fail(ErrorCode::config,
                    "no rows of " + config.model + " are new: it has no " + std::string(text::kGrowthFileName),
                    "leave freezing.new_rows_only_steps at 0 and optimizer.new_rows_learning_rate_factor at 1, or give "
                    "the model new rows ('bafo model expand')");
    }
    const auto model = plan::readModelShape(context.files, folder);
    return model ? plan::checkFitsModel(*model, config) : Result<void>();
}

Result<void> checkMemory(command_line::VerbContext &context, const runs::Project &project,
                         const config::RunConfig &config, const runs::LaunchSettings &launch, bool isWaiting)
{
    if (launch.device != runs::kDeviceCpu && plan::hasGraphicsDriver(context.files)) {
        return {};
    }
    const auto planned = planRun(context, &project, seenFromHere(config, project), static_cast<int>(launch.numRanks));
    if (!planned) { // the worker finds what is wrong with the model, and tells it better
        context.printer.say("its memory was not planned: " + planned.error().message);
        return {};
    }
    if (isWaiting) {
        return planned->memory.machineBytes() <= planned->machine.totalBytes
            ? Result<void>()
            : tooLarge(*planned, planned->machine.totalBytes, "is all that there is");
    }
    return planned->fits ? Result<void>() : tooLarge(*planned, planned->machine.availableBytes, "are free");
}

} // namespace bafo::app
