// SPDX-License-Identifier: Apache-2.0
// `eval list`, `show` and `rescore`.
#include "app/bafo/eval_options.h"
#include "app/bafo/words.h"
#include "core/runs/run_folder.h"
#include "core/scoring/judged_evaluation.h"
#include "core/scoring/verdict_file.h"
#include "plugins/evaluations/evaluations.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace bafo::app {
namespace {

constexpr int kBarWidth = 24;

/// What the run of an evaluation is doing; "gone" where its folder is no more.
Result<std::string> stateOf(VerbContext &context, const runs::Project &project, const std::string &id)
{
    const auto run = runs::RunFolder::find(context.files, project, id);
    if (!run) {
        return std::string("gone");
    }
    const auto status = BAFO_TRY(runs::statusOf(context.files, *run, context.clock));
    return status.state == runs::RunState::ended ? status.summary.outcome : std::string(nameOf(status.state));
}

Result<void> listEvaluations(VerbContext &context)
{
    const auto project = BAFO_TRY(context.project());
    nlohmann::json array = nlohmann::json::array();
    for (const std::string &id : BAFO_TRY(evaluationIds(context, project))) {
        const scoring::EvaluationPlace place(scoring::evaluationsFolder(project.root()) / id);
        const auto info = BAFO_TRY(scoring::readEvaluationInfo(context.files, place));
        const auto scores = BAFO_TRY(scoring::readEvaluationScores(context.files, place));
        const std::string state = BAFO_TRY(stateOf(context, project, id));
        std::string line = fmt::format("{:<36} {:<10} {}", id, state, info.model);
        for (const scoring::TaskScores &task : scores.tasks) {
            line += fmt::format("  {} {} {:.4f}", task.task, task.metric, task.best);
        }
        context.printer.say(line);
        nlohmann::json entry = jsonOf(info, scores);
        entry["state"] = state;
        array.push_back(std::move(entry));
    }
    if (array.empty()) {
        context.printer.say("no evaluations yet: 'bafo eval run MODEL --task TASK' makes one");
    }
    context.printer.json({{"evaluations", array}});
    return {};
}

struct ShowOptions {
    std::string id;
    std::string task;
    std::string prompt;
    std::int64_t item = 0;
    std::int64_t after = 0;
    std::int64_t limit = 20;
    bool showsItems = false;
    bool showsWrong = false;
};

bool isWanted(const ShowOptions &options, const scoring::EvaluationCell &cell)
{
    return (options.task.empty() || options.task == cell.task)
        && (options.prompt.empty() || options.prompt == cell.prompt);
}

/// "|####    | -3.21": the share that the choice has among the choices.
std::string barOf(double share)
{
    const auto filled = static_cast<std::size_t>(std::lround(share * kBarWidth));
    return "|" + std::string(filled, '#') + std::string(kBarWidth - filled, ' ') + "|";
}

std::vector<double> sharesOf(const scoring::ItemRecord &record)
{
    const std::size_t count = std::min(record.question.choices.size(), record.answers.size());
    double highest = -1e300;
    for (std::size_t i = 0; i < count; ++i) {
        highest = std::max(highest, record.answers[i].logProbability);
    }
    std::vector<double> shares;
    double total = 0;
    for (std::size_t i = 0; i < count; ++i) {
        shares.push_back(std::exp(record.answers[i].logProbability - highest));
        total += shares.back();
    }
    for (double &share : shares) {
        share /= total;
    }
    return shares;
}

/// A choice with its tokens apart: "um·fana"; what stands between it and its context is part of the first.
std::string bordersOf(const std::string &choice, const std::vector<scoring::ScoredToken> &tokens)
{
    std::int64_t total = 0;
    for (const scoring::ScoredToken &token : tokens) {
        total += token.bytes;
    }
    const std::int64_t numBefore = std::max<std::int64_t>(0, total - std::ssize(choice));
    const std::string text = std::string(static_cast<std::size_t>(numBefore), ' ') + choice;
    std::string shown;
    std::size_t at = 0;
    for (const scoring::ScoredToken &token : tokens) {
        const auto bytes = static_cast<std::size_t>(std::max<std::int64_t>(0, token.bytes));
        shown += (at == 0 ? "" : "·") + text.substr(std::min(at, text.size()), bytes);
        at += bytes;
    }
    return shown;
}

void tellItem(VerbContext &context, const scoring::EvaluationCell &cell, const scoring::ItemEntry &entry,
              const scoring::ItemRecord &record)
{
    context.printer.say(fmt::format("{} ({}), line {}: {}", cell.task, cell.prompt, entry.line,
                                    entry.has(scoring::ItemEntry::isRight) ? "right" : "not right"));
    context.printer.say(record.question.context);
    const std::vector<double> shares = sharesOf(record);
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const auto place = static_cast<std::int64_t>(i);
        context.printer.say(fmt::format("{} {} {} {:9.3f}  {}", place == record.question.gold ? "=" : " ",
                                        place == entry.chosen ? ">" : " ", barOf(shares[i]),
                                        record.answers[i].logProbability,
                                        onOneLine(bordersOf(record.question.choices[i], record.answers[i].tokens))));
    }
    for (const scoring::Answer &answer : record.answers) {
        if (!answer.end.empty()) {
            context.printer.say("answer: " + onOneLine(answer.text) + "  (" + answer.end + ")");
        }
    }
    for (const std::string &reference : record.question.references) {
        context.printer.say("wanted: " + onOneLine(reference));
    }
    for (std::size_t i = 0; i < std::min(cell.metrics.size(), scoring::kMaxIndexedMetrics); ++i) {
        context.printer.say(fmt::format("  {} {:.4f}", cell.metrics[i], entry.values[i]));
    }
    if (!record.foundIn.empty()) {
        context.printer.say("! the model was trained on text that holds this item: dataset " + record.foundIn);
    }
}

nlohmann::json jsonOf(const scoring::EvaluationCell &cell, const scoring::ItemEntry &entry)
{
    nlohmann::json values = nlohmann::json::object();
    for (std::size_t i = 0; i < std::min(cell.metrics.size(), scoring::kMaxIndexedMetrics); ++i) {
        values[cell.metrics[i]] = entry.values[i];
    }
    return {{"task", cell.task},
            {"prompt", cell.prompt},
            {"line", entry.line},
            {"is_right", entry.has(scoring::ItemEntry::isRight)},
            {"is_overflown", entry.has(scoring::ItemEntry::isOverflown)},
            {"is_empty", entry.has(scoring::ItemEntry::isEmpty)},
            {"is_contaminated", entry.has(scoring::ItemEntry::isContaminated)},
            {"chosen", entry.chosen},
            {"scores", values}};
}

Result<void> showItems(VerbContext &context, const scoring::EvaluationPlace &place, const scoring::EvaluationInfo &info,
                       const ShowOptions &options)
{
    const auto entries = BAFO_TRY(scoring::readIndex(context.files, place));
    const auto verdicts = BAFO_TRY(scoring::readVerdicts(context.files, place));
    nlohmann::json array = nlohmann::json::array();
    std::int64_t count = 0;
    for (const scoring::ItemEntry &entry : entries) {
        if (entry.cell >= info.cells.size() || !isWanted(options, info.cells[entry.cell])
            || (options.item > 0 && entry.line != options.item)
            || (options.showsWrong && entry.has(scoring::ItemEntry::isRight))) {
            continue;
        }
        if (++count <= options.after || std::ssize(array) >= options.limit) {
            continue;
        }
        const scoring::EvaluationCell &cell = info.cells[entry.cell];
        const auto record = BAFO_TRY(scoring::readRecord(place, entry));
        nlohmann::json object = jsonOf(cell, entry);
        object["record"] = nlohmann::json::parse(scoring::toLine(record));
        const auto judged = verdicts.last.find({entry.cell, entry.line});
        if (judged != verdicts.last.end()) {
            object["verdict"] = std::string(nameOf(judged->second.verdict));
            object["verdict_by"] = judged->second.by;
            object["verdict_note"] = judged->second.note;
        }
        if (options.item > 0) {
            tellItem(context, cell, entry, record);
            if (judged != verdicts.last.end()) {
                context.printer.say("a speaker says: " + std::string(nameOf(judged->second.verdict))
                                    + (judged->second.note.empty() ? "" : " (" + judged->second.note + ")"));
            }
        } else {
            context.printer.say(fmt::format("{:>7}  {:<20} {:<16} {:<9} {}", entry.line, cell.task, cell.prompt,
                                            entry.has(scoring::ItemEntry::isRight) ? "right" : "not right",
                                            onOneLine(record.question.context.substr(0, 80))));
        }
        array.push_back(std::move(object));
    }
    if (array.empty() && options.item > 0) {
        return fail(ErrorCode::config, fmt::format("no answered item stands at line {}", options.item),
                    "'bafo eval show " + info.run + " --items' shows the lines");
    }
    context.printer.json({{"run", info.run}, {"items", array}, {"count", count}});
    return {};
}

Result<void> show(VerbContext &context, const ShowOptions &options)
{
    const auto project = BAFO_TRY(context.project());
    const auto place = BAFO_TRY(findEvaluation(context, project, options.id));
    const auto info = BAFO_TRY(scoring::readEvaluationInfo(context.files, place));
    if (options.showsItems || options.showsWrong || options.item > 0 || options.after > 0) {
        return showItems(context, place, info, options);
    }
    auto scores = BAFO_TRY(scoring::readEvaluationScores(context.files, place));
    if (scores.cells.empty()) { // not at its end yet: what is answered by now
        scores = scoring::scoresOf(
            BAFO_TRY(scoring::judgeEvaluation(context.files, place, evaluations::makeEvaluationKinds())));
    }
    const std::string state = BAFO_TRY(stateOf(context, project, place.folder().filename().string()));
    context.printer.say(
        fmt::format("{} {}: model {} ({})", info.run, state, info.model, info.weightHash.substr(0, 12)));
    tellScores(context, info, scores);
    nlohmann::json object = app::jsonOf(info, scores);
    object["state"] = state;
    context.printer.json(object);
    return {};
}

Result<void> rescore(VerbContext &context, const std::string &id)
{
    const auto project = BAFO_TRY(context.project());
    const auto place = BAFO_TRY(findEvaluation(context, project, id));
    const std::string name = place.folder().filename().string();
    const auto run = runs::RunFolder::find(context.files, project, name);
    if (run && BAFO_TRY(runs::hasLivingProcess(context.files, *run))) {
        return fail(ErrorCode::inUse, "evaluation " + name + " is at work", "wait until it has ended");
    }
    const auto judged = BAFO_TRY(scoring::judgeEvaluation(context.files, place, evaluations::makeEvaluationKinds()));
    const auto scores = scoring::scoresOf(judged);
    BAFO_TRY(scoring::writeIndex(context.files, place, judged.entries));
    BAFO_TRY(writeFileAtomically(context.files, place.scoresFile(), scoring::toJson(scores)));
    if (judged.numDamaged > 0) {
        context.printer.say(
            fmt::format("warning: {} lines of the answers are damaged and left out", judged.numDamaged));
    }
    tellScores(context, judged.info, scores);
    nlohmann::json object = app::jsonOf(judged.info, scores);
    object["num_damaged"] = judged.numDamaged;
    context.printer.json(object);
    return {};
}

} // namespace

void addEvalViews(CLI::App &family, VerbContext &context)
{
    addVerb(family, "list", "all evaluations of the project", context)->callback([&context] {
        context.action = [&context] { return listEvaluations(context); };
    });
    CLI::App *verb = addVerb(family, "show", "scores of an evaluation, or its items", context);
    const auto options = std::make_shared<ShowOptions>();
    verb->add_option("evaluation", options->id, "its id, or 'last'")->required();
    verb->add_option("--item", options->item, "one item, by the line of its data: question, choices, tokens, answer")
        ->check(CLI::PositiveNumber);
    verb->add_flag("--items", options->showsItems, "the items, one a line");
    verb->add_flag("--wrong", options->showsWrong, "only items that are not right");
    verb->add_option("--task", options->task, "only this task");
    verb->add_option("--prompt", options->prompt, "only this way of asking");
    verb->add_option("--after", options->after, "leave out so many items first")->check(CLI::NonNegativeNumber);
    verb->add_option("--limit", options->limit, "at most so many items, default 20")->check(CLI::PositiveNumber);
    verb->callback([&context, options] { context.action = [&context, options] { return show(context, *options); }; });

    CLI::App *again
        = addVerb(family, "rescore", "make the scores again from the recorded answers: needs no model", context);
    const auto id = std::make_shared<std::string>();
    again->add_option("evaluation", *id, "its id, or 'last'")->required();
    again->callback([&context, id] { context.action = [&context, id] { return rescore(context, *id); }; });
}

} // namespace bafo::app
