// SPDX-License-Identifier: Apache-2.0
#include "app/engine/training_recipe.h"

#include "core/distributed/agreement.h"
#include "core/exchange/new_rows.h"
#include "core/protocol/events.h"

#include <sstream>

namespace bafo::engine {
namespace {

train::ScheduleKind kindOf(const std::string &name)
{
    return name == "constant" ? train::ScheduleKind::constant
        : name == "wsd"       ? train::ScheduleKind::wsd
                              : train::ScheduleKind::cosine;
}

} // namespace

Result<train::Schedule> scheduleOf(const config::RunConfig &config, std::int64_t totalSteps)
{
    const train::Schedule schedule{.kind = kindOf(config.schedule.kind),
                                   .peakLearningRate = config.optimizer.learningRate,
                                   .minimumLearningRate = config.schedule.minimumLearningRate,
                                   .warmupSteps = config.schedule.warmupSteps,
                                   .totalSteps = totalSteps,
                                   .decayShare = config.schedule.decayShare};
    BAFO_TRY(train::checkSchedule(schedule));
    return schedule;
}

Result<std::vector<train::RowGroup>> rowGroupsOf(FileSystem &files, const config::RunConfig &config,
                                                 const exchange::ModelFolder &folder, const model::WeightStore &weights)
{
    train::GroupRules rules{.weightDecay = config.optimizer.weightDecay,
                            .embeddingFactor = config.optimizer.embeddingLearningRateFactor,
                            .newRowsFactor = config.optimizer.newRowsLearningRateFactor,
                            .normFactor = config.optimizer.normLearningRateFactor,
                            .firstNewRow = {},
                            .newRowsOnlySteps = config.freezing.newRowsOnlySteps,
                            .frozenTensors = config.freezing.tensors};
    const bool hasFactor = rules.newRowsFactor != 1;
    if (hasFactor || rules.newRowsOnlySteps > 0) {
        auto firstNewRow = exchange::firstNewRowOf(files, folder);
        if (!firstNewRow) {
            Error error = std::move(firstNewRow).error();
            error.message
                = std::string(hasFactor ? "optimizer.new_rows_learning_rate_factor" : "freezing.new_rows_only_steps")
                + ": " + error.message;
            return fail(std::move(error));
        }
        rules.firstNewRow = *firstNewRow;
    }
    return train::rowGroupsOf(weights, rules);
}

Result<std::map<std::string, std::string>>
hashesOf(const std::set<std::string> &tensors, const exchange::ModelFolder &folder, distributed::Collectives &ranks)
{
    std::ostringstream mine; // "<sha256> <name>" a line
    int turn = 0;
    for (const std::string &name : tensors) {
        if (turn++ % ranks.numRanks() == ranks.rank()) {
            mine << folder.tensors().sha256Of(name) << ' ' << name << '\n';
        }
    }
    std::map<std::string, std::string> hashes;
    for (const std::string &theirs : BAFO_TRY(distributed::fromAllRanks(ranks, mine.str()))) {
        std::istringstream lines(theirs);
        for (std::string sha256, name; lines >> sha256 >> name;) {
            hashes[name] = sha256;
        }
    }
    return hashes;
}

Result<void> tellWithoutEffect(const config::RunConfig &config, bool hasConversations, protocol::EventSink &events)
{
    if (!hasConversations && config.instructions != config::InstructionsConfig()) {
        BAFO_TRY(events.emit(protocol::Warning{.code = "setting_without_effect",
                                               .message = "instructions.* are for a curriculum of conversations only",
                                               .hint = "leave them out, or name a dataset of conversations"}));
    }
    if (config.schedule.kind != "wsd" && config.schedule.decayShare != config::ScheduleConfig().decayShare) {
        BAFO_TRY(events.emit(protocol::Warning{.code = "setting_without_effect",
                                               .message = "schedule.decay_share is for schedule.kind wsd only",
                                               .hint = "set schedule.kind to wsd, or leave schedule.decay_share out"}));
    }
    const bool hasOtherRates = config.optimizer.embeddingLearningRateFactor != 1
        || config.optimizer.newRowsLearningRateFactor != 1 || config.optimizer.normLearningRateFactor != 1;
    if (config.hasAdapter() && hasOtherRates) {
        BAFO_TRY(events.emit(protocol::Warning{
            .code = "setting_without_effect",
            .message = "learning-rate factors of embedding and norms change nothing where an adapter is trained",
            .hint = "leave them out, or set method to full"}));
    }
    if (!config.hasAdapter() && config.adapter != config::AdapterConfig()) {
        BAFO_TRY(events.emit(protocol::Warning{.code = "setting_without_effect",
                                               .message = "adapter.* is set, but method is full: there is no adapter",
                                               .hint = "set method to lora, or leave adapter out"}));
    }
    if (config.sync == "last" && config.sequencesPerStep <= config.microBatch) {
        BAFO_TRY(events.emit(protocol::Warning{.code = "setting_without_effect",
                                               .message = "sync: last changes nothing where a step is one micro-batch",
                                               .hint = "lower micro_batch, or leave sync out"}));
    }
    return {};
}

} // namespace bafo::engine
