// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_plan.h"

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
    return config.curriculum.empty() ? std::nullopt : std::optional(static_cast<qint64>(std::llround(sum)));
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
    QString settings;
    for (const char *key : {"model", "tokenizer", "threads", "sequence_length", "sequences_per_step", "micro_batch",
                            "precision", "recompute", "sharding", "dropout", "loss_chunk_mib"}) {
        settings += QString::fromStdString(config::valueOf(config, key)) + QLatin1Char('\n');
    }
    return settings + QString::number(numRanks);
}

RunPlan planOf(const config::RunConfig &config, const TrainFacts &facts, const std::optional<Measured> &measured,
               int numRanks)
{
    const bool isMeasured = measured && measured->settings == settingsBehind(config, numRanks);
    RunPlan plan;
    plan.tokensPerStep = config.sequenceLength * config.sequencesPerStep;
    plan.tokensInText = tokensOfText(config, facts, isMeasured ? measured->tokensPerByte : 0);
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
    return plan;
}

} // namespace bafo::ui
