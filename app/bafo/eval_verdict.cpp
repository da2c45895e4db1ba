// SPDX-License-Identifier: Apache-2.0
// `eval verdict`: what a native speaker thinks of an answer, and what was thought so far.
#include "app/bafo/eval_options.h"
#include "core/scoring/item_index.h"
#include "core/scoring/verdict_file.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace bafo::app {
namespace {

struct VerdictOptions {
    std::string id;
    std::string task;
    std::string prompt;
    std::int64_t item = 0;
    std::string verdict;
    std::string by;
    std::string note;
};

/// The cell that is meant; a prompt need not be named where the task was asked in one way only.
Result<std::int64_t> cellOf(const scoring::EvaluationInfo &info, const VerdictOptions &options)
{
    std::vector<std::int64_t> found;
    std::string known;
    for (std::size_t i = 0; i < info.cells.size(); ++i) {
        const scoring::EvaluationCell &cell = info.cells[i];
        known += (known.empty() ? "" : ", ") + cell.task + " (" + cell.prompt + ")";
        if ((options.task.empty() || options.task == cell.task)
            && (options.prompt.empty() || options.prompt == cell.prompt)) {
            found.push_back(static_cast<std::int64_t>(i));
        }
    }
    if (found.size() == 1) {
        return found.front();
    }
    return fail(ErrorCode::config,
                found.empty() ? "evaluation " + info.run + " did not ask this task and prompt"
                              : "evaluation " + info.run + " asked several tasks or prompts: which one is meant?",
                "name it by --task and --prompt: " + known);
}

Result<void> giveVerdict(VerbContext &context, const VerdictOptions &options)
{
    const auto project = BAFO_TRY(context.project());
    const auto place = BAFO_TRY(findEvaluation(context, project, options.id));
    const auto info = BAFO_TRY(scoring::readEvaluationInfo(context.files, place));
    const std::int64_t cell = BAFO_TRY(cellOf(info, options));
    const auto entries = BAFO_TRY(scoring::readIndex(context.files, place));
    const bool isAnswered = std::any_of(entries.begin(), entries.end(), [&](const scoring::ItemEntry &entry) {
        return entry.line == options.item && static_cast<std::int64_t>(entry.cell) == cell;
    });
    if (!isAnswered) {
        return fail(ErrorCode::config, fmt::format("no answered item stands at line {}", options.item),
                    "'bafo eval show " + info.run + " --items' shows the lines");
    }
    const auto verdict = scoring::verdictNamed(options.verdict);
    const scoring::ItemVerdict given{.cell = cell,
                                     .line = options.item,
                                     .verdict = verdict.value_or(scoring::Verdict::none),
                                     .by = options.by,
                                     .note = options.note,
                                     .judgedMs = context.clock.wallMs()};
    BAFO_TRY(scoring::appendVerdict(context.files, place, given));
    const auto all = BAFO_TRY(scoring::readVerdicts(context.files, place));
    context.printer.say(fmt::format("line {}: {}; {} items judged", options.item, options.verdict, all.last.size()));
    context.printer.json({{"run", info.run},
                          {"line", options.item},
                          {"cell", cell},
                          {"verdict", options.verdict},
                          {"num_verdicts", all.last.size()}});
    return {};
}

} // namespace

void addEvalVerdict(CLI::App &family, VerbContext &context)
{
    CLI::App *verb
        = addVerb(family, "verdict", "what a native speaker thinks of an answer; scores stay as they are", context);
    const auto options = std::make_shared<VerdictOptions>();
    verb->add_option("evaluation", options->id, "its id, or 'last'")->required();
    verb->add_option("verdict", options->verdict,
                     "right, partly, wrong, bad-item (the question or the expected answer is at fault), or none: "
                     "takes an earlier one back")
        ->required()
        ->check(CLI::IsMember({"right", "partly", "wrong", "bad-item", "none"}));
    verb->add_option("--item", options->item, "which item, by the line of its data")
        ->required()
        ->check(CLI::PositiveNumber);
    verb->add_option("--task", options->task, "of this task, where several were asked");
    verb->add_option("--prompt", options->prompt, "asked in this way, where there are several");
    verb->add_option("--by", options->by, "who judges");
    verb->add_option("--note", options->note, "why");
    verb->callback(
        [&context, options] { context.action = [&context, options] { return giveVerdict(context, *options); }; });
}

} // namespace bafo::app
