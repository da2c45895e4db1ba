// SPDX-License-Identifier: Apache-2.0
// What a kind of evaluation is: how an item of a task becomes requests to a model, and its answers a judgement. One
// folder of plugins/evaluations a kind.
#pragma once

#include "core/base/result.h"
#include "core/scoring/item.h"
#include "core/scoring/statistics.h"
#include "core/scoring/task.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::scoring {

/// A score as a function of sums over items.
struct Metric {
    std::string name;
    std::size_t width = 1; ///< numbers an item adds
    ScoreOfSums score; ///< of the sums; an item's own score is that of its own numbers
    bool isProportion = false; ///< each item is 0 or 1: Wilson's interval
    bool isMean = false; ///< numbers are value and count: closed standard error, else bootstrap
    bool isLowerBetter = false;
    double most = 0; ///< no score is above (none is below 0); 0: no bound
    std::string signature; ///< which variant exactly, where that needs saying
};

/// What the answers to one item are worth.
struct Judgement {
    std::int64_t chosen = -1; ///< the choice that the model prefers; -1 where there are none
    bool isRight = false; ///< by what decides wins and losses of two models
    std::vector<std::vector<double>> numbers; ///< a row a metric, each of its width
};

/// Stateless; const and thread-safe.
class EvaluationKind {
public:
    virtual ~EvaluationKind() = default;

    [[nodiscard]] virtual std::string_view name() const = 0;

    /// Fails (config) where the task lacks what this kind needs, or has what it has no use for.
    [[nodiscard]] virtual Result<void> check(const Task &task) const = 0;

    /// In the order of a judgement's rows; the first one leads where the task names none.
    [[nodiscard]] virtual std::vector<Metric> metrics(const Task &task) const = 0;

    /// Fails (data) where the item lacks a field or its answer is none of the choices.
    [[nodiscard]] virtual Result<Question> ask(const Task &task, const PromptStyle &prompt, const Item &item) const = 0;

    /// In the order in which judge() wants the answers.
    [[nodiscard]] virtual std::vector<Request> requests(const Task &task, const PromptStyle &prompt,
                                                        const Question &question) const = 0;

    /// One answer a request. Needs no model: recorded answers are judged again by the same call. Fails (data) where
    /// their number is another.
    [[nodiscard]] virtual Result<Judgement> judge(const Task &task, const Question &question,
                                                  std::span<const Answer> answers) const = 0;
};

/// A mean of values up to 1, a row being {value, 1}.
[[nodiscard]] Metric meanMetric(std::string name, bool isProportion);
[[nodiscard]] std::vector<double> meanRow(double value);

/// Where the metric that speaks for the task stands among the kind's. Fails (config) with the known names.
[[nodiscard]] Result<std::size_t> leadOf(const EvaluationKind &kind, const Task &task);

/// check() of the kind and what every task needs.
[[nodiscard]] Result<void> checkTask(const EvaluationKind &kind, const Task &task);

/// Description and solved examples, which stand before a question: "description" + each "context delimiter answer"
/// + separator.
[[nodiscard]] std::string examplesText(const Task &task, const PromptStyle &prompt, std::span<const Question> examples);

/// The right answer as examples show it; empty where there is none.
[[nodiscard]] std::string shownAnswer(const Question &question);

} // namespace bafo::scoring
