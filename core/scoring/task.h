// SPDX-License-Identifier: Apache-2.0
// An evaluation task as its YAML file says it: what data, how it is asked, what is wanted, what kind does the rest.
//
// Goals: a task of a known kind is one file and no code; a wrong key is refused by line, with the nearest known one; a
// task says whose data it is for, so that a score can be traced. Non-goals: downloading data, programs inside of a
// task. Rejected: lm-evaluation-harness's own files, which hold Python.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::scoring {

/// One way of asking. Texts are templates: "{field}", "{field|filter}" (see item_template.h).
struct PromptStyle {
    std::string name;
    std::string context;
    std::vector<std::string> choices; ///< of a multiple choice, one template each; of a classification one a label
    std::string choicesFrom; ///< instead: a field with a list
    std::string delimiter = " "; ///< between context and what follows
    std::string unconditional; ///< context of the choices alone, for acc_mutual_info
};

struct TaskData {
    std::string source; ///< where it can be had
    std::string revision;
    std::string licence;
    std::string format; ///< jsonl, csv, tsv or lines
    std::vector<std::string> files; ///< their roles, in the order of `eval import`; the first holds the items, of
                                    ///< `lines` each one field; "examples" holds those that are shown before
    std::vector<std::string> columns; ///< of a csv or tsv without a heading
    std::vector<std::string> sha256; ///< of the files of that revision; empty: any
};

/// How the right answer of a choice is written in the data.
enum class AnswerForm { text, letter, numberFromZero, numberFromOne };

struct Task {
    std::string name;
    std::int64_t version = 1;
    std::string title;
    std::string kind;
    std::string language;
    std::string about;
    TaskData data;
    std::string description; ///< before everything else
    std::vector<PromptStyle> prompts;
    std::vector<std::string> clean; ///< filters over rendered contexts and choices
    std::string answer; ///< template of the right choice or label
    AnswerForm answerForm = AnswerForm::text;
    std::string answersFrom; ///< field with the references of a generation
    std::vector<std::string> answerFilters;
    std::vector<std::string> labels;
    std::string lead; ///< the metric that speaks for the task; empty: the kind's first
    std::int64_t numExamples = 0;
    std::string exampleSeparator = "\n\n";
    std::vector<std::string> stop = {"\n"}; ///< texts that end a generation
    std::int64_t maxNewTokens = 64;
    std::string text; ///< of bits per byte: template of what is measured
    double chance = 0; ///< the score of guessing; 0: unknown

    [[nodiscard]] const PromptStyle *findPrompt(std::string_view promptName) const;

    /// The role of the file with the examples, -1 where there is none.
    [[nodiscard]] int examplesFile() const;
};

/// Fails (config) naming line and key: unknown (with the nearest known one), missing, of the wrong form, or with a
/// template or filter that cannot be read. What the kind needs is the kind's to check.
[[nodiscard]] Result<Task> parseTask(std::string_view yaml);

} // namespace bafo::scoring
