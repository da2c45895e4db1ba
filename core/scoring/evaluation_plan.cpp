// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/evaluation_plan.h"

#include "core/base/random.h"
#include "core/config/knob_values.h"

#include <algorithm>
#include <utility>

namespace bafo::scoring {
namespace {

constexpr std::size_t kMostNamedLines = 5;
constexpr std::uint32_t kDrawPurpose = 0x4C494D49; ///< "LIMI": keeps these draws apart from other uses of a seed

/// Items of a list as questions; those that cannot be asked are noted as broken.
std::vector<AskedItem> askAll(const ItemList &list, const AskedCell &cell, std::vector<BrokenLine> &broken)
{
    std::vector<AskedItem> asked;
    for (const Item &item : list.items) {
        auto question = cell.kind->ask(cell.task, cell.prompt, item);
        if (question) {
            asked.push_back({.line = item.line, .question = std::move(*question), .foundIn = {}});
        } else {
            broken.push_back({.line = item.line, .reason = question.error().message});
        }
    }
    return asked;
}

std::vector<Question> questionsOf(const std::vector<AskedItem> &items, std::size_t count)
{
    std::vector<Question> questions;
    for (std::size_t i = 0; i < std::min(count, items.size()); ++i) {
        questions.push_back(items[i].question);
    }
    return questions;
}

/// So many of them, drawn by the number of their line: the first ones of a file are often of one topic, and those at
/// equal distances of one answer. A smaller limit takes some of what a larger one takes; so does another prompt.
std::vector<AskedItem> drawnFrom(std::vector<AskedItem> items, std::int64_t most)
{
    const auto count = static_cast<std::int64_t>(items.size());
    if (most <= 0 || most >= count) {
        return items;
    }
    const RandomStream draws({.seed = 0, .purpose = kDrawPurpose});
    const auto drawOf
        = [&draws](const AskedItem &item) { return draws.uniform(static_cast<std::uint64_t>(item.line)); };
    std::sort(items.begin(), items.end(),
              [&drawOf](const AskedItem &one, const AskedItem &other) { return drawOf(one) < drawOf(other); });
    items.erase(items.begin() + most, items.end());
    std::sort(items.begin(), items.end(),
              [](const AskedItem &one, const AskedItem &other) { return one.line < other.line; });
    return items;
}

Result<void> fillItems(AskedCell &cell, const TaskItems &data, std::int64_t limit)
{
    const std::int64_t numExamples = cell.task.numExamples;
    const bool hasExamplesFile = cell.task.examplesFile() >= 0;
    const std::int64_t numOwn = hasExamplesFile ? 0 : numExamples;
    cell.broken = data.items.broken;
    cell.items = askAll(data.items, cell, cell.broken);
    std::sort(cell.broken.begin(), cell.broken.end(),
              [](const BrokenLine &a, const BrokenLine &b) { return a.line < b.line; });
    std::vector<BrokenLine> unusable;
    const auto examples = hasExamplesFile ? askAll(data.examples, cell, unusable) : cell.items;
    if (static_cast<std::int64_t>(examples.size()) < numExamples) {
        return fail(ErrorCode::data,
                    "task '" + cell.task.name + "' shows " + std::to_string(numExamples)
                        + " examples, and its data has " + std::to_string(examples.size()),
                    "lower the task's examples, or import more");
    }
    cell.cell.start
        = examplesText(cell.task, cell.prompt, questionsOf(examples, static_cast<std::size_t>(numExamples)));
    cell.items.erase(cell.items.begin(), cell.items.begin() + std::min<std::ptrdiff_t>(numOwn, std::ssize(cell.items)));
    cell.items = drawnFrom(std::move(cell.items), limit);
    if (cell.items.empty()) {
        return fail(
            ErrorCode::data,
            "the data of task '" + cell.task.name + "' holds no item that prompt '" + cell.prompt.name + "' can ask"
                + (cell.broken.empty()
                       ? std::string()
                       : ": line " + std::to_string(cell.broken.front().line) + ": " + cell.broken.front().reason),
            "look at the file, and at the fields that the task names");
    }
    return {};
}

void describe(AskedCell &cell, const TaskItems &data, const std::vector<Metric> &metrics, std::size_t lead)
{
    EvaluationCell &info = cell.cell;
    info.task = cell.task.name;
    info.version = cell.task.version;
    info.title = cell.task.title;
    info.kind = cell.task.kind;
    info.language = cell.task.language;
    info.prompt = cell.prompt.name;
    for (const Metric &metric : metrics) {
        info.metrics.push_back(metric.name);
    }
    info.lead = static_cast<std::int64_t>(lead);
    info.numItems = static_cast<std::int64_t>(cell.items.size());
    info.numBroken = static_cast<std::int64_t>(cell.broken.size());
    info.numExamples = cell.task.numExamples;
    info.chance = cell.task.chance;
    info.dataSha256 = data.sha256;
    info.isDataAsExpected = cell.task.data.sha256.empty() || cell.task.data.sha256 == data.sha256;
}

bool isWanted(const EvaluationWish &wish, const std::string &prompt)
{
    return wish.prompts.empty() || std::find(wish.prompts.begin(), wish.prompts.end(), prompt) != wish.prompts.end();
}

/// Every prompt that is wanted is one of some task, and no task is left without one.
Result<void> checkPrompts(const EvaluationWish &wish, const std::vector<FoundTask> &tasks)
{
    std::vector<std::string> known;
    for (const FoundTask &found : tasks) {
        for (const PromptStyle &prompt : found.task.prompts) {
            known.push_back(prompt.name);
        }
    }
    for (const std::string &prompt : wish.prompts) {
        if (std::find(known.begin(), known.end(), prompt) == known.end()) {
            const std::string near = config::nearestOf(prompt, known);
            return fail(ErrorCode::config, "no task here has a prompt '" + prompt + "'",
                        near.empty() ? "'bafo eval tasks' shows them" : "did you mean '" + near + "'?");
        }
    }
    for (const FoundTask &found : tasks) {
        std::string own;
        bool isAsked = false;
        for (const PromptStyle &prompt : found.task.prompts) {
            own += (own.empty() ? "" : ", ") + prompt.name;
            isAsked = isAsked || isWanted(wish, prompt.name);
        }
        if (!isAsked) {
            return fail(ErrorCode::config, "task '" + found.task.name + "' has none of these prompts",
                        "it has " + own + ": name one of them too, or leave --prompts out to ask in every way");
        }
    }
    return {};
}

} // namespace

std::vector<Request> AskedCell::requestsOf(const Question &question) const
{
    Question whole = question;
    whole.context = cell.start + question.context;
    return kind->requests(task, prompt, whole);
}

Result<std::vector<AskedCell>> planEvaluation(FileSystem &files, const TaskLibrary &library,
                                              const Registry<EvaluationKind> &kinds, const EvaluationWish &wish)
{
    std::vector<FoundTask> tasks;
    for (const std::string &name : wish.tasks) {
        tasks.push_back(BAFO_TRY(library.find(name)));
    }
    BAFO_TRY(checkPrompts(wish, tasks));
    std::vector<AskedCell> cells;
    for (const FoundTask &found : tasks) {
        const TaskItems data = BAFO_TRY(readTaskItems(files, library.dataFolderOf(found.task.name), found.task));
        const EvaluationKind *kind = BAFO_TRY(kinds.get(found.task.kind));
        const std::size_t lead = BAFO_TRY(leadOf(*kind, found.task));
        for (const PromptStyle &prompt : found.task.prompts) {
            if (!isWanted(wish, prompt.name)) {
                continue;
            }
            AskedCell &cell = cells.emplace_back();
            cell.task = found.task;
            cell.yaml = found.yaml;
            cell.kind = kind;
            cell.prompt = prompt;
            BAFO_TRY(fillItems(cell, data, wish.limit));
            describe(cell, data, kind->metrics(found.task), lead);
        }
    }
    return cells;
}

std::string brokenInWords(const AskedCell &cell)
{
    if (cell.broken.empty()) {
        return {};
    }
    std::string text = std::to_string(cell.broken.size()) + (cell.broken.size() == 1 ? " line of " : " lines of ")
        + cell.task.name + " (prompt " + cell.prompt.name + ") cannot be used and "
        + (cell.broken.size() == 1 ? "is" : "are") + " left out:";
    for (std::size_t i = 0; i < std::min(cell.broken.size(), kMostNamedLines); ++i) {
        text += (i == 0 ? " line " : ", line ") + std::to_string(cell.broken[i].line) + " (" + cell.broken[i].reason
            + ")";
    }
    return text + (cell.broken.size() > kMostNamedLines ? ", ..." : "");
}

} // namespace bafo::scoring
