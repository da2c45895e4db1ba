// SPDX-License-Identifier: Apache-2.0
// config.yaml of a run of kind eval: which model answers which tasks.
//
// Goals: the same file for every way of starting an evaluation; a wrong key is refused by line. Non-goal: knobs of
// training (run_config.h). Rejected: one configuration for both kinds, in which most settings would mean nothing.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bafo::config {

inline constexpr const char *kTrainKind = "train";
inline constexpr const char *kEvalKind = "eval";

struct EvaluationRunConfig {
    std::string name = "eval"; ///< for people; part of the run's id
    std::string model; ///< a name in the project, or a folder of it
    std::vector<std::string> tasks;
    std::vector<std::string> prompts; ///< of each task, by name; empty: all
    std::int64_t limit = 0; ///< items of each task at most, drawn from its file; 0: all
    std::int64_t threads = 0; ///< processor threads; 0: all

    bool operator==(const EvaluationRunConfig &) const = default;
};

/// What a run's config.yaml says it does; train where it does not say, or is no map.
[[nodiscard]] std::string runKindOf(std::string_view yaml);

/// Fails (config) by line: an unknown key with the nearest one, no model, no task, another kind.
[[nodiscard]] Result<EvaluationRunConfig> parseEvaluationRunConfig(std::string_view yaml);

[[nodiscard]] std::string toYaml(const EvaluationRunConfig &config);

/// Each setting as the file writes it, in its order.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> settingsOf(const EvaluationRunConfig &config);

/// SHA-256 of what decides the result.
[[nodiscard]] std::string hashOf(const EvaluationRunConfig &config);

} // namespace bafo::config
