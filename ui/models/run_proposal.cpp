// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_proposal.h"

#include "ui/models/run_plan.h"

#include <algorithm>
#include <tuple>

namespace bafo::ui {
namespace {

constexpr std::int64_t kFirstSteps = 30;
constexpr std::int64_t kMostSequence = 512;
constexpr std::int64_t kConversationsAStep = 4;
constexpr double kAdapterLearningRate = 2e-4; ///< an adapter bears more than its model
constexpr std::size_t kMostQuestions = 2;
constexpr std::int64_t kMeasuredDocuments = 100; ///< enough to see a difference, quick enough to wait for

/// Newer and grown models first: whoever grew one wants to train it. An answer is taught to one that has read.
const runs::ModelSummary *bestModel(const TrainFacts &facts, RunPurpose purpose)
{
    const auto &models = facts.models.models;
    const auto rank = [&facts, purpose](const runs::ModelSummary &model) {
        return std::tuple(model.adapterRank == 0, model.hasWeights,
                          purpose == RunPurpose::answering && model.lineage.how == "train",
                          model.lineage.how == "expand", facts.modelTimes.value(QString::fromStdString(model.name)));
    };
    const auto best = std::max_element(models.begin(), models.end(),
                                       [&rank](const auto &one, const auto &other) { return rank(one) < rank(other); });
    return best == models.end() || best->adapterRank > 0 ? nullptr : &*best;
}

std::string counted(const std::string &name)
{
    const std::size_t dash = name.rfind('-');
    const std::string digits = dash == std::string::npos ? std::string() : name.substr(dash + 1);
    const bool isCounted
        = !digits.empty() && digits.size() < 6 && digits.find_first_not_of("0123456789") == std::string::npos;
    return isCounted ? name.substr(0, dash + 1) + std::to_string(std::stol(digits) + 1) : name + "-2";
}

void addText(const TrainFacts &facts, const std::string &target, config::RunConfig &config)
{
    for (const TextFacts &text : facts.texts) {
        if (text.holdsConversations) {
            continue;
        }
        const std::string dataset = text.name.toStdString();
        for (const QString &language : text.languages()) {
            const std::string tag = language.toStdString();
            if (tag == target && text.numBytes(language, QStringLiteral("train")) > 0) {
                config.curriculum.push_back(
                    {.name = dataset, .dataset = dataset, .language = tag, .split = "train", .epochs = 1});
            }
            const bool isMeasured = std::any_of(config.evaluation.heldOut.begin(), config.evaluation.heldOut.end(),
                                                [&tag](const auto &set) { return set.name == tag; });
            if (text.numBytes(language, QStringLiteral("held-out")) > 0) {
                config.evaluation.heldOut.push_back({.name = isMeasured ? tag + "-" + dataset : tag,
                                                     .dataset = dataset,
                                                     .language = tag,
                                                     .split = "held-out",
                                                     .maxDocuments = kMeasuredDocuments});
            }
            if (tag == target) {
                for (const QString &opening : text.openings.value(language)) {
                    config.samples.prompts.push_back(opening.toStdString());
                }
            }
        }
    }
}

void addConversations(const TrainFacts &facts, config::RunConfig &config)
{
    for (const TextFacts &text : facts.texts) {
        const std::string dataset = text.name.toStdString();
        if (!text.holdsConversations || text.numBytes({}, QStringLiteral("train")) == 0) {
            continue;
        }
        config.curriculum.push_back(
            {.name = dataset, .dataset = dataset, .language = {}, .split = "train", .epochs = 1});
        for (const QString &language : text.languages()) {
            if (text.numBytes(language, QStringLiteral("held-out")) > 0) {
                const std::string tag = language.toStdString();
                config.evaluation.heldOut.push_back({.name = dataset + "-" + tag,
                                                     .dataset = dataset,
                                                     .language = tag,
                                                     .split = "held-out",
                                                     .maxDocuments = kMeasuredDocuments});
            }
            for (const QString &question : text.openings.value(language)) {
                if (config.samples.prompts.size() < kMostQuestions) {
                    config.samples.prompts.push_back(question.toStdString());
                }
            }
        }
    }
}

/// What is the same in every first run.
config::RunConfig firstRun(const runs::ModelSummary *base, const std::string &model)
{
    config::RunConfig config;
    config.model = base != nullptr ? base->name : model;
    config.sequenceLength = base != nullptr && base->contextLength > 0
        ? std::min<std::int64_t>(kMostSequence, base->contextLength)
        : kMostSequence;
    config.steps = kFirstSteps;
    config.evaluation.everySteps = kFirstSteps / 3;
    config.checkpoint.everySteps = kFirstSteps / 2;
    config.samples.everySteps = kFirstSteps / 3;
    return config;
}

/// The lightest kind of training that loses nothing, and the lightest of all where that does not fit.
std::string methodFor(const config::RunConfig &config, const TrainFacts &facts)
{
    const std::vector<MethodFigure> figures = methodFigures(config, facts);
    const auto fits = [&figures](const char *method) {
        return std::any_of(figures.begin(), figures.end(), [method](const MethodFigure &figure) {
            return figure.method == QLatin1String(method) && figure.fits;
        });
    };
    return fits("lora") || !fits("qlora") ? "lora" : "qlora";
}

/// The language to teach: the project's first one that there is text of.
std::string targetOf(const TrainFacts &facts)
{
    for (const QString &language : facts.languages) {
        for (const TextFacts &text : facts.texts) {
            if (!text.holdsConversations && text.numBytes(language, {}) > 0) {
                return language.toStdString();
            }
        }
    }
    return facts.texts.empty() || facts.texts.front().groups.empty() ? std::string()
                                                                     : facts.texts.front().groups.front().language;
}

} // namespace

config::RunConfig proposeRun(const TrainFacts &facts, const std::string &model)
{
    const runs::ModelSummary *base = model.empty() ? bestModel(facts, RunPurpose::reading) : facts.model(model);
    const std::string target = targetOf(facts);
    config::RunConfig config = firstRun(base, model);
    config.name = "first-" + (target.empty() ? std::string("run") : target);
    config.outputModel = config.model.empty()
        ? std::string()
        : freeModelName(facts, config.model + "-" + (target.empty() ? "2" : target));
    addText(facts, target, config);
    std::stable_partition(config.evaluation.heldOut.begin(), config.evaluation.heldOut.end(),
                          [&target](const auto &set) { return set.language == target; });
    if (config.samples.prompts.empty()) {
        config.samples.everySteps = 0;
    }
    return config;
}

config::RunConfig proposeAnswers(const TrainFacts &facts, const std::string &model)
{
    const runs::ModelSummary *base = model.empty() ? bestModel(facts, RunPurpose::answering) : facts.model(model);
    config::RunConfig config = firstRun(base, model);
    config.name = "first-answers";
    config.outputModel = config.model.empty() ? std::string() : freeModelName(facts, config.model + "-answers");
    config.sequencesPerStep = kConversationsAStep;
    config.optimizer.learningRate = kAdapterLearningRate;
    config.optimizer.weightDecay = 0;
    config.schedule.warmupSteps = kFirstSteps / 10;
    config.schedule.minimumLearningRate = kAdapterLearningRate / 10;
    addConversations(facts, config);
    if (config.samples.prompts.empty()) {
        config.samples.everySteps = 0;
    }
    if (const auto own = facts.styles.find(config.model); own != facts.styles.end() && own->second.empty()) {
        config.instructions.style = "alpaca"; // words alone: any vocabulary has them
    }
    config.method = methodFor(config, facts);
    return config;
}

config::RunConfig proposeFor(RunPurpose purpose, const TrainFacts &facts, const std::string &model)
{
    return purpose == RunPurpose::answering ? proposeAnswers(facts, model) : proposeRun(facts, model);
}

std::string freeModelName(const TrainFacts &facts, const std::string &wanted)
{
    std::string name = wanted;
    while (facts.takenModelNames.contains(QString::fromStdString(name))) {
        name = counted(name);
    }
    return name;
}

config::RunConfig withFreeNames(config::RunConfig config, const TrainFacts &facts)
{
    config.name = counted(config.name);
    if (!config.outputModel.empty()) {
        config.outputModel = freeModelName(facts, config.outputModel);
    }
    return config;
}

} // namespace bafo::ui
