// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/evaluation_kind.h"

#include <utility>

namespace bafo::scoring {

Metric meanMetric(std::string name, bool isProportion)
{
    return {.name = std::move(name),
            .width = 2,
            .score = [](std::span<const double> sums) { return sums[1] > 0 ? sums[0] / sums[1] : 0; },
            .isProportion = isProportion,
            .isMean = true,
            .isLowerBetter = false,
            .most = 1,
            .signature = {}};
}

std::vector<double> meanRow(double value)
{
    return {value, 1};
}

Result<std::size_t> leadOf(const EvaluationKind &kind, const Task &task)
{
    const std::vector<Metric> metrics = kind.metrics(task);
    std::string known;
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        if (task.lead.empty() || metrics[i].name == task.lead) {
            return i;
        }
        known += (known.empty() ? "" : ", ") + metrics[i].name;
    }
    return fail(ErrorCode::config, "lead: " + task.kind + " has no metric '" + task.lead + "'", "it has " + known);
}

Result<void> checkTask(const EvaluationKind &kind, const Task &task)
{
    BAFO_TRY(kind.check(task));
    (void)BAFO_TRY(leadOf(kind, task));
    return {};
}

std::string shownAnswer(const Question &question)
{
    if (question.gold >= 0 && question.gold < static_cast<std::int64_t>(question.choices.size())) {
        return question.choices[static_cast<std::size_t>(question.gold)];
    }
    return question.references.empty() ? std::string() : question.references.front();
}

std::string examplesText(const Task &task, const PromptStyle &prompt, std::span<const Question> examples)
{
    std::string text = task.description;
    for (const Question &example : examples) {
        text += example.context + prompt.delimiter + shownAnswer(example) + task.exampleSeparator;
    }
    return text;
}

} // namespace bafo::scoring
