// SPDX-License-Identifier: Apache-2.0
// An evaluation judged from its recorded answers, without the model: scores with their doubt, and two models beside
// each other.
#pragma once

#include "core/base/file_system.h"
#include "core/base/registry.h"
#include "core/base/result.h"
#include "core/scoring/evaluation_info.h"
#include "core/scoring/evaluation_kind.h"
#include "core/scoring/item_index.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::scoring {

/// The answered items of one cell, in the order of their lines in the data.
struct JudgedCell {
    std::vector<Metric> metrics;
    std::vector<std::int64_t> lines;
    std::vector<bool> isRight;
    std::vector<std::int32_t> chosen;
    std::vector<std::vector<double>> numbers; ///< a metric: items x its width
    std::int64_t numEmpty = 0;
    std::int64_t numOverflown = 0;
    std::int64_t numContaminated = 0;

    [[nodiscard]] ItemSums sums(std::size_t metric) const
    {
        return {.values = numbers[metric], .width = metrics[metric].width};
    }
};

struct JudgedEvaluation {
    EvaluationInfo info;
    std::vector<JudgedCell> cells; ///< as in info
    std::vector<ItemEntry> entries; ///< a new index, in the order of the answers
    std::int64_t numDamaged = 0; ///< lines of answers.jsonl that are no records; left out
};

/// Reads answers.jsonl once. An item that was answered twice counts once, by its first record. Fails (config) where a
/// kind is not known here, (data) where a file is missing or a task does not fit its answers.
[[nodiscard]] Result<JudgedEvaluation> judgeEvaluation(FileSystem &files, const EvaluationPlace &place,
                                                       const Registry<EvaluationKind> &kinds);

/// Scores of all cells and over the prompts of each task. Warnings say where the number of items decides nothing.
[[nodiscard]] EvaluationScores scoresOf(const JudgedEvaluation &evaluation);

/// An item that only one of two models gets right, or that they choose differently for.
struct Flip {
    std::int64_t line = 0;
    bool isFirstRight = false;
    bool isSecondRight = false;
};

struct MetricComparison {
    std::string metric;
    double first = 0;
    double second = 0;
    PairedDifference paired;
    bool isLowerBetter = false;
};

struct CellComparison {
    EvaluationCell cell = {};
    std::int64_t numItems = 0; ///< that both answered
    std::int64_t bothRight = 0;
    std::int64_t onlyFirst = 0;
    std::int64_t onlySecond = 0;
    std::int64_t neither = 0;
    double mcNemar = 1;
    std::vector<MetricComparison> metrics = {};
    std::vector<Flip> flips = {};
    std::vector<std::string> warnings = {};
};

/// Cells that both evaluations asked, item by item. Fails (config) where there is none, with the reason: other tasks,
/// versions, prompts, or other data.
[[nodiscard]] Result<std::vector<CellComparison>> compareEvaluations(const JudgedEvaluation &first,
                                                                     const JudgedEvaluation &second);

} // namespace bafo::scoring
