// SPDX-License-Identifier: Apache-2.0
// evals/<run id>/: what an evaluation asked, and its scores.
//
//   evaluation.json    what was measured on what: this file says it, with hashes
//   tasks/<name>.yaml  the tasks as they were
//   answers.jsonl      a line an item: question, requests' answers (item_record.h)
//   items.index        a fixed-size entry a line of that (item_index.h)
//   scores.json        scores with intervals; made from the answers, and made again by `bafo eval rescore`
//   verdicts.jsonl     what native speakers think of the answers (verdict_file.h)
//
// Goals: every later statistic without the model; 100,000 items open in less than a second; a killed worker costs the
// item at work. Non-goal: comparing evaluations of different data. Rejected: SQLite for the answers (a torn line costs
// a line), one file an item.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::scoring {

/// One task asked in one way.
struct EvaluationCell {
    std::string task;
    std::int64_t version = 0;
    std::string title;
    std::string kind;
    std::string language;
    std::string prompt;
    std::vector<std::string> metrics;
    std::int64_t lead = 0; ///< among the metrics
    std::int64_t numItems = 0; ///< that are asked
    std::int64_t numBroken = 0; ///< lines of the data that are no items
    std::int64_t numExamples = 0;
    std::string start; ///< description and examples that stand before every context
    double chance = 0; ///< the score of guessing; 0: unknown
    std::vector<std::string> dataSha256;
    bool isDataAsExpected = true; ///< the task names no hash, or this one

    /// Whether two evaluations asked the same.
    [[nodiscard]] bool isSameAs(const EvaluationCell &other) const;
};

struct EvaluationInfo {
    std::string run;
    std::string model;
    std::string weightHash;
    std::string tokenizerHash;
    std::string contextToken; ///< what stands before every context
    std::int64_t contextLength = 0;
    std::int64_t limit = 0; ///< items a task at most; 0: all
    std::int64_t createdMs = 0;
    std::vector<EvaluationCell> cells;
};

[[nodiscard]] std::string toJson(const EvaluationInfo &info);
[[nodiscard]] Result<EvaluationInfo> parseEvaluationInfo(std::string_view text);

/// A score with its doubt.
struct Score {
    std::string metric = {};
    double value = 0;
    double standardError = 0;
    double low = 0; ///< of the 95 % interval
    double high = 0;
    std::string interval = {}; ///< wilson, normal or bootstrap
    std::string signature = {};
    bool isLowerBetter = false;
};

/// Of the cell with the same place in EvaluationInfo::cells.
struct CellScores {
    std::int64_t numItems = 0; ///< answered
    std::vector<Score> scores; ///< in the order of the cell's metrics
    std::int64_t numEmpty = 0; ///< empty answers
    std::int64_t numOverflown = 0; ///< items whose context was cut
    std::int64_t numContaminated = 0; ///< items found in the text that the model was trained on
    std::vector<std::string> warnings; ///< sentences for people
};

/// A task over its prompts.
struct TaskScores {
    std::string task = {};
    std::string metric = {}; ///< the leading one
    double best = 0;
    double mean = 0;
    double worst = 0;
    double deviation = 0; ///< sample standard deviation over the prompts; 0 for one
    std::string bestPrompt = {};
    std::int64_t numPrompts = 0;
};

struct EvaluationScores {
    std::vector<CellScores> cells;
    std::vector<TaskScores> tasks;
};

[[nodiscard]] std::string toJson(const EvaluationScores &scores);
[[nodiscard]] Result<EvaluationScores> parseEvaluationScores(std::string_view text);

/// In a project: results of evaluations by run, and what they ask by task.
[[nodiscard]] Path evaluationsFolder(const Path &projectRoot);
[[nodiscard]] Path evaluationDataFolder(const Path &projectRoot);

/// Where the files of an evaluation lie. A value.
class EvaluationPlace {
public:
    explicit EvaluationPlace(Path folder)
        : m_folder(std::move(folder))
    {
    }

    [[nodiscard]] const Path &folder() const { return m_folder; }
    [[nodiscard]] Path infoFile() const { return m_folder / "evaluation.json"; }
    [[nodiscard]] Path taskFile(const std::string &task) const { return m_folder / "tasks" / (task + ".yaml"); }
    [[nodiscard]] Path answersFile() const { return m_folder / "answers.jsonl"; }
    [[nodiscard]] Path indexFile() const { return m_folder / "items.index"; }
    [[nodiscard]] Path scoresFile() const { return m_folder / "scores.json"; }
    [[nodiscard]] Path verdictsFile() const { return m_folder / "verdicts.jsonl"; }

private:
    Path m_folder;
};

/// Fails (data) naming the file where it is not there or damaged.
[[nodiscard]] Result<EvaluationInfo> readEvaluationInfo(FileSystem &files, const EvaluationPlace &place);

/// Empty (no cells) where there are none yet.
[[nodiscard]] Result<EvaluationScores> readEvaluationScores(FileSystem &files, const EvaluationPlace &place);

} // namespace bafo::scoring
