// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/conversation_warnings.h"

#include "ui/widgets/number_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace bafo::ui {
namespace {

struct WarningWords {
    Q_DECLARE_TR_FUNCTIONS(WarningWords)
};

using Warnings = std::vector<DraftWarning>;

constexpr std::int64_t kLongestContext = 131072;
constexpr qint64 kFew = 100; ///< one in so many conversations is not worth a warning

QString joined(const QStringList &names)
{
    return names.join(QStringLiteral(", "));
}

/// A run reads texts, or it learns from conversations; texts alone can be measured in both.
void mixedTexts(const config::RunConfig &config, const TrainFacts &facts, Warnings &found)
{
    const bool isAnswering = purposeOf(config, facts) == RunPurpose::answering;
    const auto isStranger = [&](const std::string &dataset) {
        const TextFacts *text = facts.text(dataset);
        return text != nullptr && text->holdsConversations != isAnswering;
    };
    auto stages = config.curriculum;
    QStringList names;
    std::erase_if(stages, [&](const config::StageConfig &stage) {
        if (isStranger(stage.dataset)) {
            names.append(QString::fromStdString(stage.dataset));
        }
        return isStranger(stage.dataset);
    });
    names.removeDuplicates();
    if (!names.isEmpty()) {
        found.push_back(
            {.tone = Tone::error,
             .text = isAnswering
                 ? WarningWords::tr("This run learns from conversations; %1 holds texts.").arg(joined(names))
                 : WarningWords::tr("This run reads texts; %1 holds conversations.").arg(joined(names)),
             .mendLabel = WarningWords::tr("Leave it out"),
             .mend = {{QStringLiteral("curriculum"), stages}}});
    }
    auto sets = config.evaluation.heldOut;
    if (!isAnswering && std::erase_if(sets, [&](const auto &set) { return isStranger(set.dataset); }) > 0) {
        found.push_back({.tone = Tone::error,
                         .text = WarningWords::tr("Conversations can only be measured in a run that learns from them."),
                         .mendLabel = WarningWords::tr("Do not measure them"),
                         .mend = {{QStringLiteral("evaluation.held_out"), sets}}});
    }
}

void unknownStyle(const config::RunConfig &config, const TrainFacts &facts, Warnings &found)
{
    const auto own = facts.styles.find(config.model);
    if (purposeOf(config, facts) == RunPurpose::answering && config.instructions.style == "model"
        && own != facts.styles.end() && own->second.empty()) {
        found.push_back(
            {.tone = Tone::error,
             .text = WarningWords::tr("%1 has learnt no form of conversations, or one that is not known here.")
                         .arg(QString::fromStdString(config.model)),
             .mendLabel = WarningWords::tr("Use alpaca"),
             .mend = {{QStringLiteral("instructions.style"), std::string("alpaca")}}});
    }
}

void noNewRows(const config::RunConfig &config, const TrainFacts &facts, Warnings &found)
{
    const auto shape = facts.shapes.find(config.model);
    if (config.hasAdapter() && config.adapter.newRows && shape != facts.shapes.end() && shape->second.numNewRows == 0) {
        found.push_back({.tone = Tone::error,
                         .text = WarningWords::tr("%1 was given no new word pieces, so there are none to train.")
                                     .arg(QString::fromStdString(config.model)),
                         .mendLabel = WarningWords::tr("Train the layers only"),
                         .mend = {{QStringLiteral("adapter.new_rows"), false}}});
    }
}

/// The context that loses least: doubled until nothing more is gained, or the model sees no more.
std::int64_t betterContext(const config::RunConfig &config, const TrainFacts &facts, const ConversationCuts &now)
{
    const runs::ModelSummary *model = facts.model(config.model);
    const std::int64_t most = model != nullptr && model->contextLength > 0 ? model->contextLength : kLongestContext;
    std::int64_t best = config.sequenceLength;
    qint64 numHurt = now.numHurt();
    for (std::int64_t length = best * 2; length / 2 < most && numHurt > 0; length *= 2) {
        const auto cuts = cutsAt(std::min(length, most), config, facts);
        if (cuts && cuts->numHurt() < numHurt) {
            best = std::min(length, most);
            numHurt = cuts->numHurt();
        }
    }
    return best;
}

void cutConversations(const config::RunConfig &config, const TrainFacts &facts, const RunPlan &plan, Warnings &found)
{
    if (!plan.cuts || plan.cuts->numHurt() == 0) {
        return;
    }
    const ConversationCuts &cuts = *plan.cuts;
    const Tone tone = cuts.numLeftOut == cuts.numConversations ? Tone::error // nothing would be left to learn from
        : cuts.numHurt() * kFew > cuts.numConversations        ? Tone::warning
                                                               : Tone::muted;
    DraftWarning warning{.tone = tone,
                         .text
                         = WarningWords::tr("%1 of %2 conversations are longer than the context and lose their end.")
                               .arg(groupedNumber(cuts.numCut), groupedNumber(cuts.numConversations))};
    if (cuts.numCut == 0) {
        warning.text.clear();
    }
    if (cuts.numLeftOut > 0) {
        warning.text += (warning.text.isEmpty() ? QString() : QStringLiteral(" "))
            + WarningWords::tr("%1 of %2 are left out: their first answer begins behind it.")
                  .arg(groupedNumber(cuts.numLeftOut), groupedNumber(cuts.numConversations));
    }
    if (const std::int64_t length = betterContext(config, facts, cuts); length > config.sequenceLength) {
        warning.mendLabel = WarningWords::tr("Use %1").arg(groupedNumber(length));
        warning.mend = {{QStringLiteral("sequence_length"), length}};
    }
    found.push_back(std::move(warning));
}

} // namespace

void addConversationWarnings(const config::RunConfig &config, const TrainFacts &facts, const RunPlan &plan,
                             std::vector<DraftWarning> &found)
{
    mixedTexts(config, facts, found);
    unknownStyle(config, facts, found);
    noNewRows(config, facts, found);
    cutConversations(config, facts, plan, found);
}

} // namespace bafo::ui
