// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/eval_options.h"
#include "core/scoring/judged_evaluation.h"
#include "plugins/evaluations/evaluations.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace bafo::app {
namespace {

void tellCell(VerbContext &context, const scoring::CellComparison &cell)
{
    context.printer.say(fmt::format("{} ({}), {} items: both right {}, only first {}, only second {}, neither {}; "
                                    "McNemar p {:.4g}",
                                    cell.cell.task, cell.cell.prompt, cell.numItems, cell.bothRight, cell.onlyFirst,
                                    cell.onlySecond, cell.neither, cell.mcNemar));
    for (const scoring::MetricComparison &metric : cell.metrics) {
        context.printer.say(fmt::format("  {} {:.4f} -> {:.4f}: {:+.4f} [{:+.4f}, {:+.4f}], p {:.3g}{}", metric.metric,
                                        metric.first, metric.second, metric.paired.difference,
                                        metric.paired.interval.low, metric.paired.interval.high,
                                        metric.paired.probability, metric.isLowerBetter ? " (lower is better)" : ""));
    }
    for (const std::string &warning : cell.warnings) {
        context.printer.say("  ! " + warning);
    }
}

nlohmann::json jsonOf(const scoring::CellComparison &cell)
{
    nlohmann::json metrics = nlohmann::json::array();
    for (const scoring::MetricComparison &metric : cell.metrics) {
        metrics.push_back({{"metric", metric.metric},
                           {"first", metric.first},
                           {"second", metric.second},
                           {"difference", metric.paired.difference},
                           {"low", metric.paired.interval.low},
                           {"high", metric.paired.interval.high},
                           {"probability", metric.paired.probability},
                           {"is_lower_better", metric.isLowerBetter}});
    }
    nlohmann::json flips = nlohmann::json::array();
    for (const scoring::Flip &flip : cell.flips) {
        flips.push_back(
            {{"line", flip.line}, {"is_first_right", flip.isFirstRight}, {"is_second_right", flip.isSecondRight}});
    }
    return {{"task", cell.cell.task},       {"prompt", cell.cell.prompt},
            {"items", cell.numItems},       {"both_right", cell.bothRight},
            {"only_first", cell.onlyFirst}, {"only_second", cell.onlySecond},
            {"neither", cell.neither},      {"mcnemar", cell.mcNemar},
            {"metrics", metrics},           {"flips", flips},
            {"warnings", cell.warnings}};
}

Result<void> compare(VerbContext &context, const std::string &first, const std::string &second)
{
    const auto project = BAFO_TRY(context.project());
    const auto kinds = evaluations::makeEvaluationKinds();
    const auto firstPlace = BAFO_TRY(findEvaluation(context, project, first));
    const auto secondPlace = BAFO_TRY(findEvaluation(context, project, second));
    const auto one = BAFO_TRY(scoring::judgeEvaluation(context.files, firstPlace, kinds));
    const auto two = BAFO_TRY(scoring::judgeEvaluation(context.files, secondPlace, kinds));
    nlohmann::json cells = nlohmann::json::array();
    context.printer.say(fmt::format("first {}, second {}", one.info.model, two.info.model));
    for (const scoring::CellComparison &cell : BAFO_TRY(scoring::compareEvaluations(one, two))) {
        tellCell(context, cell);
        cells.push_back(jsonOf(cell));
    }
    context.printer.json({{"first", one.info.run},
                          {"second", two.info.run},
                          {"first_model", one.info.model},
                          {"second_model", two.info.model},
                          {"cells", cells}});
    return {};
}

} // namespace

void addEvalCompare(CLI::App &family, VerbContext &context)
{
    CLI::App *verb = addVerb(
        family, "compare", "two models item by item: flips, McNemar's test, paired bootstrap of every score", context);
    const auto ids = std::make_shared<std::pair<std::string, std::string>>();
    verb->add_option("first", ids->first, "an evaluation's id, or 'last'")->required();
    verb->add_option("second", ids->second, "another one's")->required();
    verb->callback(
        [&context, ids] { context.action = [&context, ids] { return compare(context, ids->first, ids->second); }; });
}

} // namespace bafo::app
