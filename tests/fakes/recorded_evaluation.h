// SPDX-License-Identifier: Apache-2.0
// An evaluation on disk that no model gave: two choices an item, answered right by a rule.
#pragma once

#include "core/scoring/judged_evaluation.h"
#include "core/scoring/task.h"
#include "plugins/evaluations/evaluations.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bafo::fakes {

inline const std::string kRecordedTask
    = "name: small\nversion: 1\ntitle: Small questions\nkind: multiple_choice\nlanguage: zul\n"
      "data: {source: s, revision: r, licence: CC0, format: jsonl}\n"
      "prompts:\n  - {name: plain, context: \"{q}\", choices: [yebo, cha]}\n"
      "answer: \"{a}\"\nanswer_form: number-from-0\nchance: 0.5\n";

struct RecordedEvaluation {
    std::string id = "20260101-000000-one";
    std::string model = "tiny";
    std::string weightHash = "aaaaaaaaaaaa";
    std::int64_t numItems = 40; ///< answered
    std::int64_t numAsked = 40;
    std::function<bool(std::int64_t line)> isRight = [](std::int64_t) { return true; };
    std::function<bool(std::int64_t line)> isContaminated = [](std::int64_t) { return false; };
    bool hasScores = true;
};

inline scoring::ItemRecord recordedItem(const RecordedEvaluation &wish, std::int64_t line)
{
    scoring::ItemRecord record;
    record.line = line;
    record.question.context = "umbuzo wesi-" + std::to_string(line) + (line == 7 ? " ngendlovu" : "");
    record.question.choices = {"yebo", "cha"};
    record.question.gold = 0;
    record.foundIn = wish.isContaminated(line) ? "izindaba" : "";
    for (const bool isFirst : {true, false}) {
        scoring::Answer answer;
        answer.logProbability = isFirst == wish.isRight(line) ? -1 : -2;
        answer.tokens = {{.bytes = 3, .logProbability = -0.5}, {.bytes = 2, .logProbability = -0.5}};
        record.answers.push_back(answer);
    }
    return record;
}

/// Into <evaluations>/<id>; false where it cannot be written.
inline bool record(FileSystem &files, const Path &evaluations, const RecordedEvaluation &wish)
{
    const scoring::EvaluationPlace place(evaluations / wish.id);
    const auto kinds = evaluations::makeEvaluationKinds();
    const scoring::EvaluationKind &kind = *kinds.get("multiple_choice").value();
    const scoring::Task task = scoring::parseTask(kRecordedTask).value();
    const auto metrics = kind.metrics(task);
    scoring::EvaluationCell cell{.task = task.name,
                                 .version = 1,
                                 .title = task.title,
                                 .kind = task.kind,
                                 .language = task.language,
                                 .prompt = "plain",
                                 .metrics = {},
                                 .numItems = wish.numAsked,
                                 .start = {},
                                 .chance = 0.5,
                                 .dataSha256 = {}};
    for (const scoring::Metric &metric : metrics) {
        cell.metrics.push_back(metric.name);
    }
    scoring::EvaluationInfo info;
    info.run = wish.id;
    info.model = wish.model;
    info.weightHash = wish.weightHash;
    info.cells = {cell};
    if (!files.createDirectories(place.folder() / "tasks")
        || !writeFileAtomically(files, place.infoFile(), scoring::toJson(info))
        || !writeFileAtomically(files, place.taskFile(task.name), kRecordedTask)) {
        return false;
    }
    auto writer = scoring::ItemWriter::open(files, place);
    for (std::int64_t line = 1; writer && line <= wish.numItems; ++line) {
        const scoring::ItemRecord item = recordedItem(wish, line);
        const auto judgement = kind.judge(task, item.question, item.answers);
        if (!judgement || !writer->append(item, *judgement, metrics)) {
            return false;
        }
    }
    if (!writer || !wish.hasScores) {
        return writer.has_value();
    }
    const auto judged = scoring::judgeEvaluation(files, place, kinds);
    return judged
        && writeFileAtomically(files, place.scoresFile(), scoring::toJson(scoring::scoresOf(*judged))).has_value();
}

} // namespace bafo::fakes
