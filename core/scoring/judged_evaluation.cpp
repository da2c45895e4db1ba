// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/judged_evaluation.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <utility>

namespace bafo::scoring {
namespace {

constexpr std::uint64_t kMaxTaskBytes = 1U << 20U;

/// A cell with its task and kind, ready to judge.
struct Bench {
    Task task;
    const EvaluationKind *kind = nullptr;
    std::map<std::int64_t, std::size_t> places; ///< of lines among the items
};

Result<std::vector<Bench>> readBenches(FileSystem &files, const EvaluationPlace &place, const EvaluationInfo &info,
                                       const Registry<EvaluationKind> &kinds)
{
    std::vector<Bench> benches;
    for (const EvaluationCell &cell : info.cells) {
        Bench bench;
        const Path path = place.taskFile(cell.task);
        auto task = parseTask(BAFO_TRY(files.readFile(path, kMaxTaskBytes)));
        if (!task) {
            Error error = std::move(task).error();
            error.message = path.string() + ": " + error.message;
            return fail(std::move(error));
        }
        bench.task = std::move(*task);
        bench.kind = BAFO_TRY(kinds.get(cell.kind));
        benches.push_back(std::move(bench));
    }
    return benches;
}

void putRow(std::vector<double> &numbers, std::size_t item, const std::vector<double> &row)
{
    numbers.resize(std::max(numbers.size(), (item + 1) * row.size()));
    std::copy(row.begin(), row.end(), numbers.begin() + static_cast<std::ptrdiff_t>(item * row.size()));
}

void put(JudgedCell &cell, std::size_t item, const ItemEntry &entry, const Judgement &judgement)
{
    if (item == cell.lines.size()) {
        cell.lines.push_back(entry.line);
        cell.isRight.push_back(false);
        cell.chosen.push_back(-1);
    }
    cell.isRight[item] = judgement.isRight;
    cell.chosen[item] = entry.chosen;
    for (std::size_t metric = 0; metric < cell.metrics.size(); ++metric) {
        putRow(cell.numbers[metric], item, judgement.numbers[metric]);
    }
    cell.numEmpty += entry.has(ItemEntry::isEmpty) ? 1 : 0;
    cell.numOverflown += entry.has(ItemEntry::isOverflown) ? 1 : 0;
    cell.numContaminated += entry.has(ItemEntry::isContaminated) ? 1 : 0;
}

Result<void> judgeLine(const std::string &line, std::uint64_t offset, std::vector<Bench> &benches,
                       JudgedEvaluation &evaluation)
{
    const auto record = parseRecord(line);
    if (!record || record->cell >= static_cast<std::int64_t>(benches.size())) {
        ++evaluation.numDamaged;
        return {};
    }
    const auto at = static_cast<std::size_t>(record->cell);
    Bench &bench = benches[at];
    JudgedCell &cell = evaluation.cells[at];
    const Judgement judgement = BAFO_TRY(bench.kind->judge(bench.task, record->question, record->answers));
    ItemEntry entry = entryOf(*record, judgement, cell.metrics);
    entry.offset = offset;
    entry.length = static_cast<std::uint32_t>(line.size());
    const auto [found, isNew] = bench.places.try_emplace(record->line, cell.lines.size());
    if (isNew) {
        put(cell, found->second, entry, judgement);
        evaluation.entries.push_back(entry);
    }
    return {};
}

/// "±4.2 points"
std::string pointsOf(double half)
{
    const auto tenths = static_cast<std::int64_t>(half * 1000 + 0.5);
    return "±" + std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " points";
}

/// Beyond this half-width of its interval a proportion is said to decide little.
constexpr double kWideHalf = 0.05;

std::vector<std::string> warningsOf(const EvaluationCell &cell, const CellScores &scores, double most)
{
    std::vector<std::string> warnings;
    const auto lead = static_cast<std::size_t>(cell.lead);
    const Score *score = lead < scores.scores.size() && scores.numItems > 0 ? &scores.scores[lead] : nullptr;
    if (score != nullptr && cell.chance > 0 && score->low <= cell.chance && cell.chance <= score->high) {
        warnings.push_back("cannot be told from guessing: the interval holds the score of guessing");
    }
    const double half = score != nullptr && most > 0 ? (score->high - score->low) / 2 / most : 0;
    if (half > kWideHalf) {
        warnings.push_back(std::to_string(scores.numItems) + " items give " + pointsOf(half)
                           + ": smaller differences decide nothing");
    }
    const auto tell = [&warnings](std::int64_t count, const char *ofOne, const char *ofMore) {
        if (count > 0) {
            warnings.push_back(std::to_string(count) + (count == 1 ? ofOne : ofMore));
        }
    };
    tell(cell.numBroken, " line of the data is broken and was left out",
         " lines of the data are broken and were left out");
    tell(cell.numItems - scores.numItems, " item is not answered yet", " items are not answered yet");
    tell(scores.numEmpty, " answer is empty", " answers are empty");
    tell(scores.numOverflown, " item did not fit into the context and was cut from the left",
         " items did not fit into the context and were cut from the left");
    tell(scores.numContaminated, " item stands in text that the model was trained on",
         " items stand in text that the model was trained on");
    if (!cell.isDataAsExpected) {
        warnings.emplace_back("the data is not the revision that the task was written for: compare with care");
    }
    return warnings;
}

/// No score lies outside of what there is. Of items that are all alike neither deviations nor resamples say anything:
/// the share of the best score is taken for a proportion then.
void setInterval(Score &score, const Metric &rule, Interval interval, std::size_t numItems, const char *method)
{
    score.interval = method;
    if (interval.low == interval.high && rule.most > 0) {
        const Interval share = wilsonInterval(score.value / rule.most, static_cast<std::int64_t>(numItems));
        interval = {.low = share.low * rule.most, .high = share.high * rule.most};
        score.interval = "wilson";
    }
    score.low = std::max(0.0, interval.low);
    score.high = rule.most > 0 ? std::min(rule.most, interval.high) : interval.high;
}

Score scoreOf(const JudgedCell &cell, std::size_t metric)
{
    const Metric &rule = cell.metrics[metric];
    const ItemSums items = cell.sums(metric);
    Score score{.metric = rule.name,
                .value = items.numItems() == 0 ? 0 : rule.score(sumsOf(items)),
                .signature = rule.signature,
                .isLowerBetter = rule.isLowerBetter};
    if (!rule.isMean) {
        const Resampled resampled = bootstrap(items, rule.score);
        score.standardError = resampled.standardError;
        setInterval(score, rule, resampled.interval, items.numItems(), "bootstrap");
        return score;
    }
    std::vector<double> values;
    for (std::size_t item = 0; item < items.numItems(); ++item) {
        values.push_back(items.values[item * 2]);
    }
    score.standardError = standardErrorOf(values);
    const Interval interval = rule.isProportion ? wilsonInterval(score.value, static_cast<std::int64_t>(values.size()))
                                                : normalInterval(score.value, score.standardError);
    setInterval(score, rule, interval, values.size(), rule.isProportion ? "wilson" : "normal");
    return score;
}

/// Over the prompts of one task, by its leading metric.
TaskScores taskScores(const std::string &task, const EvaluationInfo &info, const std::vector<CellScores> &cells)
{
    TaskScores result{.task = task};
    std::vector<double> values;
    for (std::size_t i = 0; i < info.cells.size(); ++i) {
        const auto lead = static_cast<std::size_t>(info.cells[i].lead);
        if (info.cells[i].task != task || cells[i].numItems == 0) {
            continue;
        }
        const Score &score = cells[i].scores[lead];
        const double sign = score.isLowerBetter ? -1 : 1;
        if (values.empty() || sign * score.value > sign * result.best) {
            result.best = score.value;
            result.bestPrompt = info.cells[i].prompt;
        }
        if (values.empty() || sign * score.value < sign * result.worst) {
            result.worst = score.value;
        }
        result.metric = score.metric;
        values.push_back(score.value);
    }
    result.numPrompts = static_cast<std::int64_t>(values.size());
    result.mean = meanOf(values);
    result.deviation = standardErrorOf(values) * std::sqrt(static_cast<double>(values.size()));
    return result;
}

/// Rows of those items that both cells have, in one order.
struct PairedItems {
    std::vector<std::size_t> first;
    std::vector<std::size_t> second;
};

PairedItems pairItems(const JudgedCell &first, const JudgedCell &second)
{
    std::map<std::int64_t, std::size_t> places;
    for (std::size_t i = 0; i < first.lines.size(); ++i) {
        places[first.lines[i]] = i;
    }
    std::vector<std::pair<std::int64_t, std::pair<std::size_t, std::size_t>>> pairs;
    for (std::size_t i = 0; i < second.lines.size(); ++i) {
        if (const auto found = places.find(second.lines[i]); found != places.end()) {
            pairs.push_back({second.lines[i], {found->second, i}});
        }
    }
    std::sort(pairs.begin(), pairs.end());
    PairedItems items;
    for (const auto &[line, rows] : pairs) {
        items.first.push_back(rows.first);
        items.second.push_back(rows.second);
    }
    return items;
}

std::vector<double> rowsOf(const JudgedCell &cell, std::size_t metric, const std::vector<std::size_t> &items)
{
    const ItemSums sums = cell.sums(metric);
    std::vector<double> rows;
    rows.reserve(items.size() * sums.width);
    for (const std::size_t item : items) {
        const auto row = sums.values.subspan(item * sums.width, sums.width);
        rows.insert(rows.end(), row.begin(), row.end());
    }
    return rows;
}

void countFlips(const JudgedCell &first, const JudgedCell &second, const PairedItems &items, CellComparison &result)
{
    for (std::size_t i = 0; i < items.first.size(); ++i) {
        const bool isFirst = first.isRight[items.first[i]];
        const bool isSecond = second.isRight[items.second[i]];
        result.bothRight += isFirst && isSecond ? 1 : 0;
        result.neither += !isFirst && !isSecond ? 1 : 0;
        result.onlyFirst += isFirst && !isSecond ? 1 : 0;
        result.onlySecond += !isFirst && isSecond ? 1 : 0;
        if (isFirst != isSecond) {
            result.flips.push_back(
                {.line = first.lines[items.first[i]], .isFirstRight = isFirst, .isSecondRight = isSecond});
        }
    }
    result.mcNemar = mcNemarExact(result.onlyFirst, result.onlySecond);
}

CellComparison compareCells(const EvaluationCell &cell, const JudgedCell &first, const JudgedCell &second)
{
    CellComparison result{.cell = cell};
    const PairedItems items = pairItems(first, second);
    result.numItems = static_cast<std::int64_t>(items.first.size());
    countFlips(first, second, items, result);
    for (std::size_t metric = 0; metric < first.metrics.size(); ++metric) {
        const Metric &rule = first.metrics[metric];
        const std::vector<double> one = rowsOf(first, metric, items.first);
        const std::vector<double> two = rowsOf(second, metric, items.second);
        const ItemSums oneSums{.values = one, .width = rule.width};
        const ItemSums twoSums{.values = two, .width = rule.width};
        result.metrics.push_back({.metric = rule.name,
                                  .first = one.empty() ? 0 : rule.score(sumsOf(oneSums)),
                                  .second = two.empty() ? 0 : rule.score(sumsOf(twoSums)),
                                  .paired = pairedBootstrap(oneSums, twoSums, rule.score),
                                  .isLowerBetter = rule.isLowerBetter});
    }
    const MetricComparison &lead = result.metrics[static_cast<std::size_t>(cell.lead)];
    if (lead.paired.interval.low <= 0 && lead.paired.interval.high >= 0) {
        result.warnings.push_back(std::to_string(result.numItems)
                                  + " items decide nothing: the interval of the difference holds 0");
    }
    return result;
}

} // namespace

Result<JudgedEvaluation> judgeEvaluation(FileSystem &files, const EvaluationPlace &place,
                                         const Registry<EvaluationKind> &kinds)
{
    JudgedEvaluation evaluation;
    evaluation.info = BAFO_TRY(readEvaluationInfo(files, place));
    std::vector<Bench> benches = BAFO_TRY(readBenches(files, place, evaluation.info, kinds));
    for (std::size_t i = 0; i < benches.size(); ++i) {
        JudgedCell &cell = evaluation.cells.emplace_back();
        cell.metrics = benches[i].kind->metrics(benches[i].task);
        cell.numbers.resize(cell.metrics.size());
        if (cell.metrics.size() != evaluation.info.cells[i].metrics.size()) {
            return fail(ErrorCode::data,
                        "the task '" + benches[i].task.name + "' has other metrics than its evaluation",
                        "its file in " + place.folder().string() + "/tasks was changed");
        }
    }
    std::ifstream stream(place.answersFile(), std::ios::binary);
    std::string line;
    for (std::uint64_t offset = 0; std::getline(stream, line); offset += line.size() + 1) {
        if (stream.eof()) {
            break; // a last line without its end is being written
        }
        BAFO_TRY(judgeLine(line, offset, benches, evaluation));
    }
    return evaluation;
}

EvaluationScores scoresOf(const JudgedEvaluation &evaluation)
{
    EvaluationScores result;
    std::vector<std::string> tasks;
    for (std::size_t i = 0; i < evaluation.cells.size(); ++i) {
        const JudgedCell &cell = evaluation.cells[i];
        CellScores scores{.numItems = static_cast<std::int64_t>(cell.lines.size()),
                          .scores = {},
                          .numEmpty = cell.numEmpty,
                          .numOverflown = cell.numOverflown,
                          .numContaminated = cell.numContaminated,
                          .warnings = {}};
        for (std::size_t metric = 0; metric < cell.metrics.size(); ++metric) {
            scores.scores.push_back(scoreOf(cell, metric));
        }
        const auto lead = static_cast<std::size_t>(evaluation.info.cells[i].lead);
        scores.warnings
            = warningsOf(evaluation.info.cells[i], scores, lead < cell.metrics.size() ? cell.metrics[lead].most : 0);
        result.cells.push_back(std::move(scores));
        const std::string &task = evaluation.info.cells[i].task;
        if (std::find(tasks.begin(), tasks.end(), task) == tasks.end()) {
            tasks.push_back(task);
        }
    }
    for (const std::string &task : tasks) {
        result.tasks.push_back(taskScores(task, evaluation.info, result.cells));
    }
    return result;
}

Result<std::vector<CellComparison>> compareEvaluations(const JudgedEvaluation &first, const JudgedEvaluation &second)
{
    std::vector<CellComparison> comparisons;
    std::string reason = "they have no task in common";
    for (std::size_t i = 0; i < first.cells.size(); ++i) {
        for (std::size_t j = 0; j < second.cells.size(); ++j) {
            const EvaluationCell &cell = first.info.cells[i];
            if (cell.isSameAs(second.info.cells[j])) {
                comparisons.push_back(compareCells(cell, first.cells[i], second.cells[j]));
            } else if (cell.task == second.info.cells[j].task) {
                reason = "task '" + cell.task + "' was asked with other prompts, another version, or other data";
            }
        }
    }
    if (comparisons.empty()) {
        return fail(ErrorCode::config,
                    "evaluations " + first.info.run + " and " + second.info.run + " cannot be compared: " + reason,
                    "run both with the same tasks: 'bafo eval run MODEL --task TASK'");
    }
    return comparisons;
}

} // namespace bafo::scoring
