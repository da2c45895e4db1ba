// SPDX-License-Identifier: Apache-2.0
// What kinds that let a model choose have in common: rendering of choices, and the arithmetic of preferring one.
//
// Source: lm-evaluation-harness 0.4 (api/task.py, multiple_choice). A choice's score is the sum of the
// log-probabilities of its tokens behind the context: acc takes the highest; acc_norm divides by the choice's length in
// code points, without the space before it; acc_bytes by its UTF-8 bytes; acc_mutual_info subtracts its score behind
// the unconditional context. The first of equals wins.
#pragma once

#include "core/base/result.h"
#include "core/scoring/evaluation_kind.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace bafo::scoring {

/// Which choice each rule prefers.
struct ChoicePreferences {
    std::size_t plain = 0;
    std::size_t perCharacter = 0;
    std::size_t perByte = 0;
    std::size_t mutualInformation = 0; ///< as plain where nothing unconditional was asked
};

/// `unconditional` is empty or has one number a choice. At least one choice; an empty one counts as one character.
[[nodiscard]] ChoicePreferences preferencesOf(std::span<const std::string> choices,
                                              std::span<const double> logProbabilities,
                                              std::span<const double> unconditional);

/// Context and choices of a prompt, filled and cleaned; the gold one is not looked for.
[[nodiscard]] Result<Question> renderChoices(const Task &task, const PromptStyle &prompt, const Item &item);

/// Which choice the item's answer means. Fails (data) where it means none.
[[nodiscard]] Result<std::int64_t> goldOf(const Task &task, const Item &item, std::span<const std::string> names);

/// A likelihood a choice; then, where the prompt asks for it, one a choice behind the unconditional context.
[[nodiscard]] std::vector<Request> choiceRequests(const PromptStyle &prompt, const Question &question,
                                                  bool hasUnconditional);

/// The log-probabilities of the answers, conditional and unconditional. Fails (data) where their number is wrong.
struct ChoiceAnswers {
    std::vector<double> conditional;
    std::vector<double> unconditional;
};
[[nodiscard]] Result<ChoiceAnswers> choiceAnswers(const Question &question, std::span<const Answer> answers);

} // namespace bafo::scoring
