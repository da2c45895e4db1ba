// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/run_config_file.h"
#include "app/bafo/run_planning.h"
#include "app/bafo/run_probe.h"
#include "app/bafo/verbs.h"
#include "app/bafo/words.h"
#include "core/runs/launch_settings.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace bafo::app {
namespace {

struct PlanOptions {
    std::string config;
    std::vector<std::string> changes;
    std::int64_t numRanks = 1;
    bool isMeasuring = false;
};

std::string_view inWords(plan::MemoryKind kind)
{
    switch (kind) {
    case plan::MemoryKind::program:
        return "program and tokenizer";
    case plan::MemoryKind::weights:
        return "weights";
    case plan::MemoryKind::gradients:
        return "gradients";
    case plan::MemoryKind::moments:
        return "moments of the optimizer";
    case plan::MemoryKind::gathered:
        return "gathered copies of weights";
    case plan::MemoryKind::batchGradients:
        return "gradients of a micro-batch";
    case plan::MemoryKind::activations:
        return "activations";
    case plan::MemoryKind::lossHead:
        return "logits and their gradient";
    case plan::MemoryKind::workspace:
        return "workspace";
    case plan::MemoryKind::gaps:
        return "holes between them";
    }
    return "";
}

nlohmann::json kindsOf(const plan::MemoryPlan &memory)
{
    nlohmann::json json;
    for (std::size_t i = 0; i < plan::kNumMemoryKinds; ++i) {
        json[std::string(nameOf(static_cast<plan::MemoryKind>(i)))] = memory.perRank[i];
    }
    return json;
}

nlohmann::json mendingOf(const std::optional<plan::Mending> &mending)
{
    if (!mending) {
        return nullptr;
    }
    nlohmann::json changes = nlohmann::json::array();
    for (const plan::PlanChange &change : mending->changes) {
        changes.push_back({{"key", change.key}, {"value", change.value}});
    }
    return {{"changes", changes}, {"machine_bytes", mending->plan.machineBytes()}};
}

void tellMemory(VerbContext &context, const PlannedRun &planned)
{
    const plan::MemoryPlan &memory = planned.memory;
    context.printer.say(fmt::format("memory of each of {} rank{} when it holds most (estimated):", memory.numRanks,
                                    memory.numRanks == 1 ? "" : "s"));
    for (std::size_t i = 0; i < plan::kNumMemoryKinds; ++i) {
        if (memory.perRank[i] > 0) {
            context.printer.say(
                fmt::format("{:>10}  {}", bytesInWords(memory.perRank[i]), inWords(static_cast<plan::MemoryKind>(i))));
        }
    }
    context.printer.say(fmt::format("{:>10}  a rank", bytesInWords(memory.rankBytes())));
    context.printer.say(fmt::format("{:>10}  on this machine, where {} of {} are free: {}",
                                    bytesInWords(memory.machineBytes()), bytesInWords(planned.machine.availableBytes),
                                    bytesInWords(planned.machine.totalBytes),
                                    planned.fits ? "it fits" : "it does not fit"));
    context.printer.say(fmt::format("{:>10}  of the weight files meanwhile, while they are read; the system takes it "
                                    "back",
                                    bytesInWords(memory.filePages)));
    if (!planned.fits) {
        context.printer.say(planned.mending
                                ? fmt::format("warning: {} makes it fit ({})", inWords(planned.mending->changes),
                                              bytesInWords(planned.mending->plan.machineBytes()))
                                : std::string("warning: no setting that leaves the result as it is makes it fit"));
    }
}

void tellDisk(VerbContext &context, const PlannedRun &planned)
{
    const plan::DiskPlan &disk = planned.disk;
    context.printer.say(
        fmt::format("disk (estimated): {} of {} free: {} saved points of {}, {} of the new model, {} left "
                    "to others: {}",
                    bytesInWords(disk.neededBytes()), bytesInWords(planned.freeDiskBytes), disk.numCheckpoints,
                    bytesInWords(disk.checkpointBytes), bytesInWords(disk.modelBytes), bytesInWords(disk.reserveBytes),
                    disk.neededBytes() <= planned.freeDiskBytes ? "it fits" : "it does not fit"));
}

nlohmann::json tellSpeed(VerbContext &context, const std::optional<MeasuredSpeed> &speed,
                         const std::optional<std::int64_t> &steps)
{
    if (!speed) {
        context.printer.say("speed: not measured yet; --measure runs three steps");
        return nullptr;
    }
    const std::string how = speed->run.empty() ? "measured now" : "measured in run " + speed->run;
    context.printer.say(fmt::format("speed ({}): {:.0f} tokens/s, {} a step, {:.0f} MiB at most", how,
                                    speed->tokensPerSecond, durationInWords(speed->stepMs / 1000), speed->peakMb));
    nlohmann::json json = {{"tokens_per_second", speed->tokensPerSecond},
                           {"step_ms", speed->stepMs},
                           {"peak_resident_mb", speed->peakMb},
                           {"how", "measured"},
                           {"run", speed->run}};
    if (steps) {
        const double seconds = speed->stepMs / 1000 * static_cast<double>(*steps);
        context.printer.say(
            fmt::format("time (estimated from that): {} for {} steps", durationInWords(seconds), *steps));
        json["steps"] = *steps;
        json["hours"] = seconds / 3600;
    } else {
        context.printer.say("time: not known before the text is cut into tokens, which the first run does");
    }
    return json;
}

Result<void> tellPlan(VerbContext &context, const PlanOptions &options)
{
    const auto project = BAFO_TRY(context.projectIfAny());
    const auto config = BAFO_TRY(readRunConfig(context, options.config, options.changes));
    BAFO_TRY(runs::checkLaunchSettings({.numRanks = options.numRanks}));
    const auto numRanks = static_cast<int>(options.numRanks);
    const PlannedRun planned = BAFO_TRY(planRun(context, project ? &*project : nullptr, config, numRanks));
    std::optional<MeasuredSpeed> speed;
    if (options.isMeasuring) {
        const auto own = BAFO_TRY(context.project());
        speed = BAFO_TRY(measureSpeed(context, own, config, numRanks));
    } else if (project) {
        speed = BAFO_TRY(findSpeed(context, *project, config, numRanks));
    }
    tellMemory(context, planned);
    if (plan::hasGraphicsDriver(context.files)) {
        context.printer.say("on a graphics device most of it lies in the device's memory, which is not planned");
    }
    tellDisk(context, planned);
    const auto steps
        = speed && project ? BAFO_TRY(countSteps(context, *project, config)) : std::optional<std::int64_t>();
    const nlohmann::json speedJson = tellSpeed(context, speed, steps);
    context.printer.json({{"ranks", numRanks},
                          {"fits", planned.fits},
                          {"bytes_per_rank", kindsOf(planned.memory)},
                          {"rank_bytes", planned.memory.rankBytes()},
                          {"machine_bytes", planned.memory.machineBytes()},
                          {"weight_file_pages_bytes", planned.memory.filePages},
                          {"available_bytes", planned.machine.availableBytes},
                          {"total_bytes", planned.machine.totalBytes},
                          {"mending", mendingOf(planned.mending)},
                          {"disk",
                           {{"checkpoint_bytes", planned.disk.checkpointBytes},
                            {"checkpoints", planned.disk.numCheckpoints},
                            {"model_bytes", planned.disk.modelBytes},
                            {"reserve_bytes", planned.disk.reserveBytes},
                            {"needed_bytes", planned.disk.neededBytes()},
                            {"free_bytes", planned.freeDiskBytes},
                            {"how", "estimated"}}},
                          {"speed", speedJson}});
    return {};
}

} // namespace

void addPlan(CLI::App &program, VerbContext &context)
{
    CLI::App *verb = addVerb(program, "plan", "what a run would take here: memory by kind, disk, time", context);
    const auto options = std::make_shared<PlanOptions>();
    verb->add_option("config", options->config, "a YAML file; 'bafo config check --help' lists its keys")->required();
    verb->add_option("--set", options->changes, "change one setting: key=value");
    verb->add_option("--ranks", options->numRanks,
                     fmt::format("processes that share the work, 1 to {}", runs::kMaxRanks));
    verb->add_flag("--measure", options->isMeasuring, "run three steps to measure the speed");
    verb->callback(
        [&context, options] { context.action = [&context, options] { return tellPlan(context, *options); }; });
}

} // namespace bafo::app
