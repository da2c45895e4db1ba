// SPDX-License-Identifier: Apache-2.0
#include "plugins/evaluations/classification/classification_kind.h"

#include "core/scoring/choice_question.h"
#include "core/scoring/label_counts.h"

namespace bafo::evaluations {

using namespace scoring;

Result<void> ClassificationKind::check(const Task &task) const
{
    if (task.labels.size() < 2 || task.answer.empty()) {
        return fail(ErrorCode::config, "classification needs labels and answer",
                    "write labels: [one, two], and answer");
    }
    for (const PromptStyle &prompt : task.prompts) {
        if (prompt.context.empty() || prompt.choices.size() != task.labels.size()) {
            return fail(ErrorCode::config,
                        "prompts '" + prompt.name + "': classification needs a context, and a choice for each of "
                            + std::to_string(task.labels.size()) + " labels",
                        "write choices in the order of labels");
        }
    }
    return {};
}

std::vector<Metric> ClassificationKind::metrics(const Task &task) const
{
    const std::size_t width = 3 * task.labels.size();
    Metric weighted{.name = "weighted_f1", .width = width, .score = weightedF1, .most = 1, .signature = {}};
    Metric macro{.name = "macro_f1", .width = width, .score = macroF1, .most = 1, .signature = {}};
    return {meanMetric("acc", true), meanMetric("acc_norm", true), std::move(weighted), std::move(macro)};
}

Result<Question> ClassificationKind::ask(const Task &task, const PromptStyle &prompt, const Item &item) const
{
    Question question = BAFO_TRY(renderChoices(task, prompt, item));
    question.labels = task.labels;
    question.gold = BAFO_TRY(goldOf(task, item, task.labels));
    return question;
}

std::vector<Request> ClassificationKind::requests(const Task & /*task*/, const PromptStyle &prompt,
                                                  const Question &question) const
{
    return choiceRequests(prompt, question, false);
}

Result<Judgement> ClassificationKind::judge(const Task &task, const Question &question,
                                            std::span<const Answer> answers) const
{
    const ChoiceAnswers logs = BAFO_TRY(choiceAnswers(question, answers));
    const ChoicePreferences preferred = preferencesOf(question.choices, logs.conditional, {});
    const auto gold = static_cast<std::size_t>(question.gold);
    const bool isByCharacters = BAFO_TRY(leadOf(*this, task)) == 1;
    const std::size_t chosen = isByCharacters ? preferred.perCharacter : preferred.plain;
    const std::vector<double> counts = labelCounts(task.labels.size(), gold, preferred.plain);
    return Judgement{.chosen = static_cast<std::int64_t>(chosen),
                     .isRight = chosen == gold,
                     .numbers = {meanRow(preferred.plain == gold ? 1 : 0),
                                 meanRow(preferred.perCharacter == gold ? 1 : 0), counts, counts}};
}

} // namespace bafo::evaluations
