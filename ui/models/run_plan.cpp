// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_plan.h"

#include "core/plan/short_run.h"

#include <QThread>

#include <algorithm>
#include <cmath>

namespace bafo::ui {
namespace {

/// Word pieces of one stage, read once: counted in the store, else from the text's size and what a rehearsal told.
std::optional<double> tokensOfStage(const config::StageConfig &stage, const TrainFacts &facts, double tokensPerByte)
{
    const TextFacts *found = facts.text(stage.dataset);
    if (found == nullptr) {
        return std::nullopt;
    }
    const QString selection = (stage.language.empty() ? QStringLiteral("all") : QString::fromStdString(stage.language))
        + QLatin1Char('.') + (stage.split.empty() ? QStringLiteral("all") : QString::fromStdString(stage.split));
    const auto counted = found->tokens.constFind(selection);
    if (counted != found->tokens.constEnd()) {
        return static_cast<double>(*counted);
    }
    const auto bytes = static_cast<double>(
        found->numBytes(QString::fromStdString(stage.language), QString::fromStdString(stage.split)));
    return tokensPerByte > 0 ? std::optional(bytes * tokensPerByte) : std::nullopt;
}

std::optional<qint64> tokensOfText(const config::RunConfig &config, const TrainFacts &facts, double tokensPerByte)
{
    double sum = 0;
    for (const config::StageConfig &stage : config.curriculum) {
        const auto tokens = tokensOfStage(stage, facts, tokensPerByte);
        if (!tokens) {
            return std::nullopt;
        }
        sum += *tokens * static_cast<double>(stage.epochs);
    }
    sum /= 1 - config.replay.share; // what is replayed stands in between
    return config.curriculum.empty() ? std::nullopt : std::optional(static_cast<qint64>(std::llround(sum)));
}

/// The conversations of a stage, as its style cuts them; null where no run has cut them so yet.
const std::vector<data::ConversationLength> *conversationsOf(const config::StageConfig &stage,
                                                             const config::RunConfig &config, const TrainFacts &facts)
{
    const TextFacts *text = facts.text(stage.dataset);
    if (text == nullptr || !text->holdsConversations) {
        return nullptr;
    }
    const std::string selection = data::Selection{.language = stage.language, .split = stage.split}.folderName();
    const auto found = text->conversations.find(QString::fromStdString(selection + "." + facts.styleOf(config)));
    return found == text->conversations.end() ? nullptr : &found->second;
}

/// How the stages of conversations are packed: sequences with their epochs, cuts without. Nothing where the run reads
/// texts, or one stage is not counted.
struct Packed {
    qint64 numSequences = 0;
    ConversationCuts cuts;
};

std::optional<Packed> packedStages(std::int64_t sequenceLength, const config::RunConfig &config,
                                   const TrainFacts &facts)
{
    const data::InstructionRule rule{.sequenceLength = sequenceLength, .learnsAll = config.instructions.loss == "all"};
    Packed all;
    for (const config::StageConfig &stage : config.curriculum) {
        const auto *conversations = conversationsOf(stage, config, facts);
        if (conversations == nullptr) {
            return std::nullopt;
        }
        const data::PackedConversations packed = data::packedConversations(*conversations, rule);
        all.numSequences += packed.numSequences * stage.epochs;
        all.cuts.numConversations += static_cast<qint64>(conversations->size());
        all.cuts.numCut += packed.loss.numCut;
        all.cuts.numLeftOut += packed.loss.numLeftOut;
    }
    return config.curriculum.empty() ? std::nullopt : std::optional(all);
}

/// Steps and share of a run over conversations: a sequence holds whole ones, so their word pieces alone do not tell.
void planConversations(const config::RunConfig &config, const TrainFacts &facts, RunPlan &plan)
{
    plan.tokensInText.reset();
    plan.isOfConversations = true;
    const auto packed = packedStages(config.sequenceLength, config, facts);
    if (packed) {
        plan.cuts = packed->cuts;
    }
    if (config.steps > 0) {
        plan.steps = config.steps;
    }
    if (!packed || packed->numSequences == 0) {
        return;
    }
    const double sequences = static_cast<double>(packed->numSequences) / (1 - config.replay.share);
    if (config.steps == 0) {
        plan.steps = static_cast<qint64>(std::ceil(sequences / static_cast<double>(config.sequencesPerStep)));
        plan.areStepsAbout = config.replay.share > 0;
    }
    plan.shareOfText = static_cast<double>(*plan.steps * config.sequencesPerStep) / sequences;
    if (config.steps == 0) { // the last step may have fewer
        plan.shareOfText = 1;
    }
}

/// Steps and share of a run over texts: every word piece is read once an epoch.
void planTexts(const config::RunConfig &config, RunPlan &plan)
{
    if (config.steps > 0) {
        plan.steps = config.steps;
    } else if (plan.tokensInText) {
        plan.steps = std::max<qint64>(1, (*plan.tokensInText + plan.tokensPerStep - 1) / plan.tokensPerStep);
        plan.areStepsAbout = true;
    }
    if (plan.steps && plan.tokensInText && *plan.tokensInText > 0) {
        plan.shareOfText = static_cast<double>(*plan.steps) * static_cast<double>(plan.tokensPerStep)
            / static_cast<double>(*plan.tokensInText);
    }
}

plan::PlannedPlace placeOf(const config::RunConfig &config, const TrainFacts &facts, int numRanks)
{
    const auto tokenizer = facts.tokenizerBytes.find(config.tokenizer);
    return {.numRanks = numRanks,
            .numProcessors = QThread::idealThreadCount(),
            .availableBytes = facts.memory->availableBytes,
            .tokenizerBytes = tokenizer == facts.tokenizerBytes.end() ? 0 : tokenizer->second};
}

/// Beside the warnings: a bar that follows the form, so it is asked at every change of it.
void planMemory(const config::RunConfig &config, const TrainFacts &facts, int numRanks, RunPlan &result)
{
    const auto shape = facts.shapes.find(config.model);
    if (shape == facts.shapes.end() || !facts.memory) {
        return;
    }
    const plan::PlannedPlace place = placeOf(config, facts, numRanks);
    result.machine = *facts.memory;
    result.memory = plan::planTraining(shape->second, plan::stepSettingsOf(config, numRanks, place.numProcessors),
                                       place.tokenizerBytes);
    result.fitsMemory = result.memory->machineBytes() <= place.availableBytes;
    if (!result.fitsMemory) {
        result.memoryMending = plan::findMending(shape->second, config, place);
    }
}

} // namespace

QJsonObject Measured::toJson() const
{
    return {{QStringLiteral("step_ms"), stepMs},         {QStringLiteral("tokens_per_second"), tokensPerSecond},
            {QStringLiteral("peak_mb"), peakMb},         {QStringLiteral("tokens_per_byte"), tokensPerByte},
            {QStringLiteral("saved_bytes"), savedBytes}, {QStringLiteral("settings"), settings}};
}

std::optional<Measured> Measured::fromJson(const QJsonObject &json)
{
    if (json.value(QLatin1String("step_ms")).toDouble() <= 0) {
        return std::nullopt;
    }
    return Measured{.stepMs = json.value(QLatin1String("step_ms")).toDouble(),
                    .tokensPerSecond = json.value(QLatin1String("tokens_per_second")).toDouble(),
                    .peakMb = json.value(QLatin1String("peak_mb")).toDouble(),
                    .tokensPerByte = json.value(QLatin1String("tokens_per_byte")).toDouble(),
                    .savedBytes = json.value(QLatin1String("saved_bytes")).toInteger(),
                    .settings = json.value(QLatin1String("settings")).toString()};
}

QString settingsBehind(const config::RunConfig &config, int numRanks)
{
    return QString::fromStdString(plan::settingsBehind(config, numRanks));
}

RunPlan planOf(const config::RunConfig &config, const TrainFacts &facts, const std::optional<Measured> &measured,
               int numRanks)
{
    const bool isMeasured = measured && measured->settings == settingsBehind(config, numRanks);
    RunPlan plan;
    plan.tokensPerStep = config.sequenceLength * config.sequencesPerStep;
    plan.tokensInText = tokensOfText(config, facts, isMeasured ? measured->tokensPerByte : 0);
    if (purposeOf(config, facts) == RunPurpose::answering) {
        planConversations(config, facts, plan);
    } else {
        planTexts(config, plan);
    }
    if (isMeasured && plan.steps) {
        plan.totalMs = static_cast<qint64>(static_cast<double>(*plan.steps) * measured->stepMs);
    }
    if (isMeasured && measured->savedBytes > 0) {
        const runs::ModelSummary *base = facts.model(config.model);
        const qint64 newModel
            = config.outputModel.empty() || base == nullptr ? 0 : static_cast<qint64>(base->sizeBytes);
        // One more than are kept: the oldest goes when the newest is whole.
        const qint64 saves = config.checkpoint.everySteps == 0 ? 1 : config.checkpoint.keep + 1;
        plan.diskBytes = saves * measured->savedBytes + newModel;
    }
    planMemory(config, facts, numRanks, plan);
    return plan;
}

std::vector<MethodFigure> methodFigures(const config::RunConfig &config, const TrainFacts &facts, int numRanks)
{
    std::vector<MethodFigure> figures;
    const auto shape = facts.shapes.find(config.model);
    for (const char *method : {"full", "lora", "qlora"}) {
        MethodFigure figure{.method = QLatin1String(method), .bytes = {}};
        if (shape != facts.shapes.end() && facts.memory) {
            config::RunConfig other = config;
            other.method = method;
            const plan::PlannedPlace place = placeOf(config, facts, numRanks);
            const auto settings = plan::stepSettingsOf(other, numRanks, place.numProcessors);
            figure.bytes = plan::planTraining(shape->second, settings, place.tokenizerBytes).machineBytes();
            figure.fits = *figure.bytes <= place.availableBytes;
        }
        figures.push_back(std::move(figure));
    }
    return figures;
}

std::optional<ConversationCuts> cutsAt(std::int64_t sequenceLength, const config::RunConfig &config,
                                       const TrainFacts &facts)
{
    const auto packed = packedStages(sequenceLength, config, facts);
    return packed ? std::optional(packed->cuts) : std::nullopt;
}

} // namespace bafo::ui
