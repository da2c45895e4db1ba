// SPDX-License-Identifier: Apache-2.0
// The verbs of the family "eval", and what they share.
#pragma once

#include "app/bafo/verbs.h"
#include "core/runs/project.h"
#include "core/scoring/evaluation_info.h"
#include "core/scoring/evaluation_kind.h"
#include "core/scoring/task_library.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace bafo::app {

void addEval(CLI::App &program, VerbContext &context);
void addEvalRun(CLI::App &family, VerbContext &context);
void addEvalTasks(CLI::App &family, VerbContext &context);
void addEvalViews(CLI::App &family, VerbContext &context);
void addEvalCompare(CLI::App &family, VerbContext &context);
void addEvalVerdict(CLI::App &family, VerbContext &context);

/// Evaluations of the project by id, oldest first.
[[nodiscard]] Result<std::vector<std::string>> evaluationIds(VerbContext &context, const runs::Project &project);

/// By id, or the newest for "last". Fails (config) where there is no such evaluation.
[[nodiscard]] Result<scoring::EvaluationPlace> findEvaluation(VerbContext &context, const runs::Project &project,
                                                              const std::string &id);

/// "acc 0.3511 [0.3207, 0.3829]"
[[nodiscard]] std::string scoreInWords(const scoring::Score &score);

/// Every score of an evaluation, with its warnings; for people, and for programs.
void tellScores(VerbContext &context, const scoring::EvaluationInfo &info, const scoring::EvaluationScores &scores);
[[nodiscard]] nlohmann::json jsonOf(const scoring::EvaluationInfo &info, const scoring::EvaluationScores &scores);

} // namespace bafo::app
