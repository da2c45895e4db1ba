// SPDX-License-Identifier: Apache-2.0
// What kinds that let a model write have in common.
#pragma once

#include "core/base/result.h"
#include "core/scoring/evaluation_kind.h"

#include <span>
#include <string>
#include <vector>

namespace bafo::scoring {

/// Context of a prompt, and the references out of the item's field. Fails (data) where there is no reference, or only
/// an empty one.
[[nodiscard]] Result<Question> renderWritten(const Task &task, const PromptStyle &prompt, const Item &item);

[[nodiscard]] std::vector<Request> writtenRequests(const Question &question);

/// The answer's text without white space around it. Fails (data) where there is not exactly one.
[[nodiscard]] Result<std::string> writtenText(std::span<const Answer> answers);

/// What a task of a kind that writes needs: prompts with a context, answers_from, no choices.
[[nodiscard]] Result<void> checkWritten(const Task &task);

/// Whether any reference matches; the highest of a measure over all references.
using MatchRule = bool (*)(std::string_view answer, std::string_view reference);
using MeasureRule = double (*)(std::string_view answer, std::string_view reference);
[[nodiscard]] bool matchesAny(MatchRule rule, const std::string &answer, std::span<const std::string> references);
[[nodiscard]] double bestOf(MeasureRule rule, const std::string &answer, std::span<const std::string> references);

/// The text up to the first of the stop texts; `isCut` tells whether there was one.
[[nodiscard]] std::string cutAtStop(const std::string &text, std::span<const std::string> stop, bool &isCut);

} // namespace bafo::scoring
