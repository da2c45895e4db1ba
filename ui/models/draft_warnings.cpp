// SPDX-License-Identifier: GPL-3.0-or-later
// What warningsOf() finds: one function a warning.
#include "ui/models/conversation_warnings.h"
#include "ui/models/memory_words.h"
#include "ui/models/run_plan.h"
#include "ui/models/run_proposal.h"
#include "ui/widgets/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace bafo::ui {
namespace {

struct WarningWords {
    Q_DECLARE_TR_FUNCTIONS(WarningWords)
};

struct Input {
    const config::RunConfig &config;
    const TrainFacts &facts;
    const RunPlan &plan;
};

using Warnings = std::vector<DraftWarning>;

void contradictions(const Input &in, Warnings &found)
{
    const auto sound = config::checkRunConfig(in.config);
    if (!sound) {
        DraftWarning warning{.tone = Tone::error,
                             .text = QString::fromStdString(sound.error().message) + QStringLiteral(". ")
                                 + QString::fromStdString(sound.error().hint)};
        if (in.config.microBatch > in.config.sequencesPerStep) {
            warning.mendLabel = WarningWords::tr("Compute %1 at once").arg(in.config.sequencesPerStep);
            warning.mend = {{QStringLiteral("micro_batch"), in.config.sequencesPerStep}};
        } else if (in.config.schedule.kind != "constant"
                   && in.config.schedule.minimumLearningRate > in.config.optimizer.learningRate) {
            const double lowest = in.config.optimizer.learningRate / 10;
            warning.mendLabel = WarningWords::tr("End at %1").arg(plainNumber(lowest));
            warning.mend = {{QStringLiteral("schedule.minimum_learning_rate"), lowest}};
        }
        found.push_back(std::move(warning));
    }
}

void missingParts(const Input &in, Warnings &found)
{
    const bool isName = in.config.model.find('/') == std::string::npos && !in.config.model.empty();
    const runs::ModelSummary *model = in.facts.model(in.config.model);
    if (isName && (model == nullptr || !model->hasWeights)) {
        const QString why = model == nullptr ? WarningWords::tr("There is no model %1 in this project.")
                                             : WarningWords::tr("The weights of %1 are not here.");
        found.push_back({.tone = Tone::error,
                         .text = why.arg(QString::fromStdString(in.config.model)),
                         .mendLabel = WarningWords::tr("Open Models"),
                         .page = QStringLiteral("models")});
    }
    QStringList missing;
    for (const auto &stage : in.config.curriculum) {
        if (in.facts.text(stage.dataset) == nullptr) {
            missing.append(QString::fromStdString(stage.dataset));
        }
    }
    for (const auto &set : in.config.evaluation.heldOut) {
        if (in.facts.text(set.dataset) == nullptr) {
            missing.append(QString::fromStdString(set.dataset));
        }
    }
    if (in.config.replay.share > 0 && in.facts.text(in.config.replay.dataset) == nullptr) {
        missing.append(QString::fromStdString(in.config.replay.dataset));
    }
    missing.removeDuplicates();
    if (!missing.isEmpty()) {
        found.push_back(
            {.tone = Tone::error,
             .text = WarningWords::tr("There is no text %1 in this project.").arg(missing.join(QStringLiteral(", "))),
             .mendLabel = WarningWords::tr("Open Text"),
             .page = QStringLiteral("text")});
    }
}

void takenName(const Input &in, Warnings &found)
{
    const std::string &name = in.config.outputModel;
    if (!name.empty() && in.facts.takenModelNames.contains(QString::fromStdString(name))) {
        const std::string other = freeModelName(in.facts, name);
        found.push_back({.tone = Tone::error,
                         .text = WarningWords::tr("There is a model %1 already, or a run is making it.")
                                     .arg(QString::fromStdString(name)),
                         .mendLabel = WarningWords::tr("Call it %1").arg(QString::fromStdString(other)),
                         .mend = {{QStringLiteral("output_model"), other}}});
    }
}

void longContext(const Input &in, Warnings &found)
{
    const runs::ModelSummary *model = in.facts.model(in.config.model);
    if (model != nullptr && model->contextLength > 0 && in.config.sequenceLength > model->contextLength) {
        found.push_back({.tone = Tone::error,
                         .text = WarningWords::tr("%1 sees at most %2 word pieces at once.")
                                     .arg(QString::fromStdString(model->name), groupedNumber(model->contextLength)),
                         .mendLabel = WarningWords::tr("Use %1").arg(groupedNumber(model->contextLength)),
                         .mend = {{QStringLiteral("sequence_length"), model->contextLength}}});
    }
}

bool overlap(const std::string &one, const std::string &other)
{
    return one.empty() || other.empty() || one == other;
}

/// Each held-out set that a stage reads is measured on its dataset's held-out part instead, where there is one.
void seenText(const Input &in, Warnings &found)
{
    QStringList names;
    auto stages = in.config.curriculum;
    bool canMend = true;
    for (auto &stage : stages) {
        for (const auto &set : in.config.evaluation.heldOut) {
            if (stage.dataset == set.dataset && overlap(stage.language, set.language)
                && overlap(stage.split, set.split)) {
                names.append(set.name.empty() ? QString::fromStdString(set.dataset) : QString::fromStdString(set.name));
                stage.split = "train";
                canMend = canMend && set.split != "train" && !set.split.empty();
            }
        }
    }
    names.removeDuplicates();
    if (!names.isEmpty()) {
        DraftWarning warning{.text = WarningWords::tr("The model reads what %1 measures: the figures would flatter it.")
                                         .arg(names.join(QStringLiteral(", ")))};
        if (canMend) {
            warning.mendLabel = WarningWords::tr("Read only the train part");
            warning.mend = {{QStringLiteral("curriculum"), stages}};
        } else {
            auto sets = in.config.evaluation.heldOut;
            for (auto &set : sets) {
                set.split = "held-out";
            }
            for (auto &stage : stages) {
                stage.split = "train";
            }
            warning.mendLabel = WarningWords::tr("Measure the held-out part");
            warning.mend = {{QStringLiteral("evaluation.held_out"), sets}, {QStringLiteral("curriculum"), stages}};
        }
        found.push_back(std::move(warning));
    }
}

/// Text that no split has sorted yet is not read.
void unsplitText(const Input &in, Warnings &found)
{
    for (const TextFacts &facts : in.facts.texts) {
        const auto uses = [&facts](const auto &part) { return part.dataset == facts.name.toStdString(); };
        const bool isUsed = std::any_of(in.config.curriculum.begin(), in.config.curriculum.end(), uses)
            || in.config.curriculum.empty();
        const qint64 numWaiting = facts.numDocuments({}, QStringLiteral("unassigned"));
        if (isUsed && numWaiting > 0) {
            found.push_back(
                {.tone = facts.isSplit ? Tone::warning : Tone::error,
                 .text = facts.isSplit
                     ? WarningWords::tr("%1: %2 documents came after the last split and are not read.")
                           .arg(facts.name, groupedNumber(numWaiting))
                     : WarningWords::tr("%1 is not split yet: nothing is held out to measure with.").arg(facts.name),
                 .mendLabel = WarningWords::tr("Split it"),
                 .page = QStringLiteral("text")});
        }
    }
}

void emptySelections(const Input &in, Warnings &found)
{
    for (const auto &stage : in.config.curriculum) {
        const TextFacts *facts = in.facts.text(stage.dataset);
        if (facts != nullptr
            && facts->numDocuments(QString::fromStdString(stage.language), QString::fromStdString(stage.split)) == 0) {
            found.push_back({.tone = Tone::error,
                             .text = WarningWords::tr("%1 has no text of language %2 in the part %3.")
                                         .arg(facts->name, QString::fromStdString(stage.language),
                                              QString::fromStdString(stage.split))});
        }
    }
    for (const auto &set : in.config.evaluation.heldOut) {
        const TextFacts *facts = in.facts.text(set.dataset);
        if (facts != nullptr
            && facts->numDocuments(QString::fromStdString(set.language), QString::fromStdString(set.split)) == 0) {
            found.push_back({.tone = Tone::error,
                             .text = WarningWords::tr("Held-out text: %1 has nothing of language %2 in the part %3.")
                                         .arg(facts->name, QString::fromStdString(set.language),
                                              QString::fromStdString(set.split))});
        }
    }
}

void nothingMeasured(const Input &in, Warnings &found)
{
    if (!in.config.evaluation.heldOut.empty()) {
        return;
    }
    const auto sets = proposeRun(in.facts, in.config.model).evaluation.heldOut;
    DraftWarning warning{.text = WarningWords::tr("No held-out text: you will not see whether the model gets better.")};
    if (!sets.empty()) {
        warning.mendLabel = WarningWords::tr("Measure the held-out text");
        warning.mend = {{QStringLiteral("evaluation.held_out"), sets}};
    }
    found.push_back(std::move(warning));
}

void longWarmup(const Input &in, Warnings &found)
{
    if (in.plan.steps && !in.plan.areStepsAbout && in.config.schedule.warmupSteps >= *in.plan.steps) {
        const auto shorter = std::max<std::int64_t>(0, *in.plan.steps / 10);
        found.push_back(
            {.text = WarningWords::tr("The warm-up (%1 steps) is as long as the run: the learning rate never gets "
                                      "to its height.")
                         .arg(groupedNumber(in.config.schedule.warmupSteps)),
             .mendLabel = WarningWords::tr("Warm up for %1").arg(shorter),
             .mend = {{QStringLiteral("schedule.warmup_steps"), shorter}}});
    }
}

void shortText(const Input &in, Warnings &found)
{
    if (in.config.steps > 0 && in.plan.shareOfText && *in.plan.shareOfText > 1) {
        auto stages = in.config.curriculum;
        for (auto &stage : stages) {
            stage.epochs
                = static_cast<std::int64_t>(std::ceil(static_cast<double>(stage.epochs) * *in.plan.shareOfText * 1.05));
        }
        found.push_back({.tone = Tone::error,
                         .text = WarningWords::tr("The text ends before step %1.").arg(groupedNumber(in.config.steps)),
                         .mendLabel = WarningWords::tr("Read it more often"),
                         .mend = {{QStringLiteral("curriculum"), stages}}});
    }
}

void smallDisk(const Input &in, Warnings &found)
{
    if (in.plan.diskBytes && static_cast<quint64>(*in.plan.diskBytes) > in.facts.freeBytes) {
        DraftWarning warning{
            .tone = Tone::error,
            .text = WarningWords::tr("The disk is too small: %1 are needed, %2 are free.")
                        .arg(sizeInWords(static_cast<quint64>(*in.plan.diskBytes)), sizeInWords(in.facts.freeBytes))};
        if (in.config.checkpoint.keep > 2) {
            warning.mendLabel = WarningWords::tr("Keep 2 saved points");
            warning.mend = {{QStringLiteral("checkpoint.keep"), std::int64_t{2}}};
        }
        found.push_back(std::move(warning));
    }
}

/// No error: the plan may know less than who starts it, and another program may be closed before.
void smallMemory(const Input &in, Warnings &found)
{
    if (!in.plan.memory || in.plan.fitsMemory) {
        return;
    }
    const auto inWords = [](std::int64_t bytes) { return sizeInWords(static_cast<quint64>(bytes)); };
    DraftWarning warning{.text
                         = WarningWords::tr("The memory is too small: %1 are needed, %2 are free.")
                               .arg(inWords(in.plan.memory->machineBytes()), inWords(in.plan.machine.availableBytes))};
    if (in.plan.memoryMending) {
        warning.mendLabel = mendingInWords(in.plan.memoryMending->changes);
        for (const plan::PlanChange &change : in.plan.memoryMending->changes) {
            if (change.key == "ranks") {
                warning.numRanks = std::stoi(change.value);
            } else {
                config::RunConfig changed = in.config;
                (void)config::setKnob(changed, change.key, change.value);
                const QString key = QString::fromStdString(change.key);
                warning.mend.emplace_back(key, knobValue(changed, key));
            }
        }
    } else {
        warning.text += QLatin1Char(' ')
            + WarningWords::tr("A shorter context, a smaller model or a larger machine would help.");
    }
    found.push_back(std::move(warning));
}

void openLicences(const Input &in, Warnings &found)
{
    QStringList files;
    for (const auto &stage : in.config.curriculum) {
        const TextFacts *facts = in.facts.text(stage.dataset);
        files += facts != nullptr ? facts->openSourcesIn(QString::fromStdString(stage.language)) : QStringList();
    }
    files.removeDuplicates();
    if (!files.isEmpty()) {
        found.push_back(
            {.text = files.size() == 1
                 ? WarningWords::tr("The licence of %1 is unknown: you may not be allowed to share the model.")
                       .arg(files.front())
                 : WarningWords::tr("The licences of %1 sources are unknown: you may not be allowed to share the "
                                    "model.")
                       .arg(files.size()),
             .mendLabel = WarningWords::tr("Review licences"),
             .page = QStringLiteral("text")});
    }
}

} // namespace

std::vector<DraftWarning> warningsOf(const config::RunConfig &config, const TrainFacts &facts, const RunPlan &plan)
{
    const Input input{config, facts, plan};
    Warnings found;
    for (const auto look : {contradictions, missingParts, takenName, longContext, unsplitText, emptySelections,
                            seenText, nothingMeasured, longWarmup, shortText, smallDisk, smallMemory, openLicences}) {
        look(input, found);
    }
    addConversationWarnings(config, facts, plan, found);
    std::stable_partition(found.begin(), found.end(),
                          [](const DraftWarning &warning) { return warning.tone == Tone::error; });
    return found;
}

} // namespace bafo::ui
