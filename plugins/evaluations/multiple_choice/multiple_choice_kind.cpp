// SPDX-License-Identifier: Apache-2.0
#include "plugins/evaluations/multiple_choice/multiple_choice_kind.h"

#include "core/scoring/choice_question.h"

namespace bafo::evaluations {

using namespace scoring;

namespace {

bool asksUnconditionally(const Task &task)
{
    return !task.prompts.empty() && !task.prompts.front().unconditional.empty();
}

} // namespace

Result<void> MultipleChoiceKind::check(const Task &task) const
{
    if (task.answer.empty()) {
        return fail(ErrorCode::config, "answer is missing: multiple_choice needs to know which choice is right",
                    "write answer: \"{field}\", and answer_form");
    }
    for (const PromptStyle &prompt : task.prompts) {
        if (prompt.context.empty() || (prompt.choices.size() < 2 && prompt.choicesFrom.empty())) {
            return fail(ErrorCode::config,
                        "prompts '" + prompt.name + "': multiple_choice needs a context and choices or choices_from",
                        "give it at least two choices");
        }
        if (prompt.unconditional.empty() == asksUnconditionally(task)) {
            return fail(ErrorCode::config, "prompts.unconditional stands in some prompts only",
                        "give it to all of them or to none: they have the same metrics");
        }
    }
    return {};
}

std::vector<Metric> MultipleChoiceKind::metrics(const Task &task) const
{
    std::vector<Metric> metrics
        = {meanMetric("acc", true), meanMetric("acc_norm", true), meanMetric("acc_bytes", true)};
    if (asksUnconditionally(task)) {
        metrics.push_back(meanMetric("acc_mutual_info", true));
    }
    return metrics;
}

Result<Question> MultipleChoiceKind::ask(const Task &task, const PromptStyle &prompt, const Item &item) const
{
    Question question = BAFO_TRY(renderChoices(task, prompt, item));
    question.gold = BAFO_TRY(goldOf(task, item, question.choices));
    return question;
}

std::vector<Request> MultipleChoiceKind::requests(const Task &task, const PromptStyle &prompt,
                                                  const Question &question) const
{
    return choiceRequests(prompt, question, asksUnconditionally(task));
}

Result<Judgement> MultipleChoiceKind::judge(const Task &task, const Question &question,
                                            std::span<const Answer> answers) const
{
    const ChoiceAnswers logs = BAFO_TRY(choiceAnswers(question, answers));
    const ChoicePreferences preferred = preferencesOf(question.choices, logs.conditional, logs.unconditional);
    std::vector<std::size_t> rules = {preferred.plain, preferred.perCharacter, preferred.perByte};
    if (asksUnconditionally(task)) {
        rules.push_back(preferred.mutualInformation);
    }
    Judgement judgement;
    for (const std::size_t choice : rules) {
        judgement.numbers.push_back(meanRow(static_cast<std::int64_t>(choice) == question.gold ? 1 : 0));
    }
    judgement.chosen = static_cast<std::int64_t>(rules[BAFO_TRY(leadOf(*this, task))]);
    judgement.isRight = judgement.chosen == question.gold;
    return judgement;
}

} // namespace bafo::evaluations
