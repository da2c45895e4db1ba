// SPDX-License-Identifier: GPL-3.0-or-later
// What a configuration would do and cost, from what is known and measured; what is not is said to be unknown.
#pragma once

#include "core/config/run_config.h"
#include "core/plan/mending.h"
#include "ui/models/knob_sheet.h"
#include "ui/models/train_facts.h"
#include "ui/widgets/labels.h"

#include <QJsonObject>

#include <optional>
#include <utility>
#include <vector>

namespace bafo::ui {

/// What a short run of the same settings told.
struct Measured {
    double stepMs = 0; ///< median without the first step, which warms up
    double tokensPerSecond = 0;
    double peakMb = 0;
    double tokensPerByte = 0; ///< 0: not told
    qint64 savedBytes = 0; ///< of one saved point
    QString settings = {}; ///< settingsBehind() of that run

    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static std::optional<Measured> fromJson(const QJsonObject &json);
};

/// Whatever decides speed, memory and size of a saved point, as one text to compare.
[[nodiscard]] QString settingsBehind(const config::RunConfig &config, int numRanks = 1);

/// Of conversations, at the context that the run has.
struct ConversationCuts {
    qint64 numConversations = 0;
    qint64 numCut = 0; ///< whose end is lost
    qint64 numLeftOut = 0; ///< whose first answer begins too late

    [[nodiscard]] qint64 numHurt() const { return numCut + numLeftOut; }
};

struct RunPlan {
    std::optional<qint64> steps; ///< nothing where they follow from a text that is not counted
    bool areStepsAbout = false;
    qint64 tokensPerStep = 0;
    std::optional<qint64> tokensInText; ///< of the whole curriculum, epochs included
    std::optional<double> shareOfText; ///< of it that is read
    bool isOfConversations = false; ///< a sequence holds whole ones: its end may stay empty
    std::optional<ConversationCuts> cuts; ///< nothing where the run reads texts, or they are not counted
    std::optional<qint64> totalMs; ///< training alone
    std::optional<qint64> diskBytes; ///< saved points and the new model
    std::optional<plan::MemoryPlan> memory; ///< nothing where the model's sizes are not known
    plan::MachineMemory machine; ///< where it would be held
    bool fitsMemory = true; ///< into what is available
    std::optional<plan::Mending> memoryMending; ///< where it does not and something would help
};

/// `measured` counts only where its settings are those of the configuration.
[[nodiscard]] RunPlan planOf(const config::RunConfig &config, const TrainFacts &facts,
                             const std::optional<Measured> &measured, int numRanks = 1);

/// One way to train the configuration's model, and what it would hold.
struct MethodFigure {
    QString method; ///< "full", "lora", "qlora"
    std::optional<qint64> bytes; ///< nothing where the model's sizes are not known
    bool fits = true; ///< into what is available
};

/// Of all methods, everything else as in the configuration.
[[nodiscard]] std::vector<MethodFigure> methodFigures(const config::RunConfig &config, const TrainFacts &facts,
                                                      int numRanks = 1);

/// What is lost of the conversations at another context; nothing as in RunPlan.
[[nodiscard]] std::optional<ConversationCuts> cutsAt(std::int64_t sequenceLength, const config::RunConfig &config,
                                                     const TrainFacts &facts);

/// Something to know before the start, and what mends it.
struct DraftWarning {
    Tone tone = Tone::warning;
    QString text;
    QString mendLabel = {}; ///< empty: nothing can be mended here
    std::vector<std::pair<QString, KnobValue>> mend = {}; ///< knobs to set
    std::optional<int> numRanks = {}; ///< and the number of processes
    QString page = {}; ///< or a page to go to
};

[[nodiscard]] std::vector<DraftWarning> warningsOf(const config::RunConfig &config, const TrainFacts &facts,
                                                   const RunPlan &plan);

} // namespace bafo::ui
