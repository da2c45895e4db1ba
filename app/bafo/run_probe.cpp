// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/run_probe.h"

#include "app/bafo/run_config_file.h"
#include "app/bafo/run_options.h"
#include "core/data/dataset.h"
#include "core/data/store_index.h"
#include "core/plan/short_run.h"
#include "core/runs/event_log.h"
#include "core/runs/launch_settings.h"
#include "core/text/tokenizer.h"

#include <algorithm>
#include <vector>

namespace bafo::app {
namespace {

constexpr const char *kName = "plan-probe";
constexpr std::int64_t kSteps = 3;
constexpr std::size_t kMostSteps = 200; ///< of a run, that are looked at
constexpr std::uint64_t kMaxConfigBytes = 1U << 20U;

double medianOf(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// Nothing where there are too few steps to say anything.
Result<std::optional<MeasuredSpeed>> speedIn(const runs::RunFolder &run)
{
    std::vector<double> tokens;
    std::vector<double> steps;
    MeasuredSpeed speed{.run = run.id()};
    runs::EventLogReader reader(run.eventLog());
    for (const auto &message : BAFO_TRY(reader.poll())) {
        const auto *step = std::get_if<protocol::StepFinished>(&message.event);
        if (step != nullptr && steps.size() < kMostSteps) {
            tokens.push_back(step->tokensPerSecond);
            steps.push_back(step->stepMs);
            speed.peakMb = step->peakResidentMb;
        }
    }
    if (static_cast<std::int64_t>(steps.size()) < kSteps) {
        return std::optional<MeasuredSpeed>();
    }
    speed.tokensPerSecond = medianOf({tokens.begin() + 1, tokens.end()});
    speed.stepMs = medianOf({steps.begin() + 1, steps.end()});
    return std::optional(speed);
}

Result<void> removeProbe(VerbContext &context, const runs::RunFolder &run)
{
    const Path gone = run.path().parent_path() / (".del-" + run.id());
    BAFO_TRY(context.files.rename(run.path(), gone));
    return context.files.removeTree(gone);
}

Result<MeasuredSpeed> followProbe(VerbContext &context, const runs::RunFolder &run)
{
    (void)BAFO_TRY(launchWorker(context, run));
    const auto status
        = BAFO_TRY(follow(context, run, 0, [](const protocol::Message & /*message*/, std::int64_t /*totalSteps*/) {}));
    BAFO_TRY(outcomeOf(context, run, status.summary));
    auto speed = BAFO_TRY(speedIn(run));
    if (!speed) {
        return fail(ErrorCode::data, "the text is too short for " + std::to_string(kSteps) + " steps",
                    "give the curriculum more text or more epochs");
    }
    speed->run.clear();
    return *speed;
}

} // namespace

Result<MeasuredSpeed> measureSpeed(VerbContext &context, const runs::Project &project, config::RunConfig config,
                                   int numRanks)
{
    for (const std::string &change : plan::changesForShortRun(kName, kSteps, 0)) {
        const std::size_t equals = change.find('=');
        BAFO_TRY(config::setKnob(config, change.substr(0, equals), change.substr(equals + 1)));
    }
    BAFO_TRY(nameWithinProject(context, project, config));
    const auto run
        = BAFO_TRY(runs::RunFolder::create(context.files, project, kName, config::toYaml(config), context.clock));
    if (numRanks > 1) {
        BAFO_TRY(runs::writeLaunchSettings(context.files, run, {.numRanks = numRanks}));
    }
    context.printer.say("measuring: " + std::to_string(kSteps) + " steps of run " + run.id() + " ...");
    auto speed = followProbe(context, run);
    const auto removed = removeProbe(context, run);
    return speed && !removed ? Result<MeasuredSpeed>(fail(removed.error())) : speed;
}

Result<std::optional<MeasuredSpeed>> findSpeed(VerbContext &context, const runs::Project &project,
                                               const config::RunConfig &config, int numRanks)
{
    const std::string wanted = plan::settingsBehind(config, numRanks);
    auto all = BAFO_TRY(runs::RunFolder::list(context.files, project));
    for (auto run = all.rbegin(); run != all.rend(); ++run) {
        const auto text = context.files.readFile(run->configFile(), kMaxConfigBytes);
        const auto theirs = text ? config::parseRunConfig(*text) : Result<config::RunConfig>(fail(text.error()));
        const auto launch = runs::readLaunchSettings(context.files, *run);
        if (!theirs || !launch || plan::settingsBehind(*theirs, static_cast<int>(launch->numRanks)) != wanted) {
            continue; // one that cannot be read tells nothing
        }
        if (const auto speed = speedIn(*run); speed && *speed) {
            return *speed;
        }
    }
    return std::optional<MeasuredSpeed>();
}

namespace {

constexpr std::uint64_t kMaxIndexBytes = 16U << 20U;

/// Of one stage, read once; nothing where there is no store of this text as it is now.
Result<std::optional<std::int64_t>> tokensOfStage(VerbContext &context, const runs::Project &project,
                                                  const config::StageConfig &stage, const std::string &tokenizerHash)
{
    BAFO_TRY(runs::checkName("dataset", stage.dataset));
    const Path folder = project.datasetsFolder() / stage.dataset;
    auto dataset = BAFO_TRY(data::Dataset::open(context.files, folder));
    const auto orAll = [](const std::string &text) { return text.empty() ? std::string("all") : text; };
    const Path index
        = folder / "stores" / tokenizerHash / (orAll(stage.language) + "." + orAll(stage.split)) / "index.json";
    if (!BAFO_TRY(context.files.status(index)).exists) {
        return std::optional<std::int64_t>();
    }
    const std::string text = BAFO_TRY(context.files.readFile(index, kMaxIndexBytes));
    const data::StoreIndex store = BAFO_TRY(data::parseStoreIndex(text));
    const bool isOfNow = store.datasetRevision == BAFO_TRY(dataset.revision());
    return isOfNow ? std::optional(store.numTokens) : std::optional<std::int64_t>();
}

} // namespace

Result<std::optional<std::int64_t>> countSteps(VerbContext &context, const runs::Project &project,
                                               const config::RunConfig &config)
{
    if (config.steps > 0) {
        return std::optional(config.steps);
    }
    const Path path
        = BAFO_TRY(config.tokenizer.empty() ? runs::resolveModel(context.files, &project, config.model)
                                            : runs::resolveTokenizer(context.files, &project, config.tokenizer));
    const auto tokenizer = BAFO_TRY(text::loadTokenizer(context.files, path));
    std::int64_t tokens = 0;
    for (const config::StageConfig &stage : config.curriculum) {
        const auto found = BAFO_TRY(tokensOfStage(context, project, stage, tokenizer->hash()));
        if (!found) {
            return std::optional<std::int64_t>();
        }
        tokens += *found * stage.epochs;
    }
    const std::int64_t perStep = config.sequenceLength * config.sequencesPerStep;
    return std::optional((tokens + perStep - 1) / perStep);
}

} // namespace bafo::app
