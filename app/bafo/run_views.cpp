// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/index_file.h"
#include "app/bafo/run_options.h"
#include "app/bafo/words.h"
#include "core/config/evaluation_run_config.h"
#include "core/config/run_config.h"
#include "core/protocol/line_codec.h"
#include "core/runs/rank_processes.h"
#include "core/runs/run_index.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <map>

namespace bafo::app {
namespace {

/// Whether a step said so; one whose loss is no number said so too. An evaluation counts items and has none.
bool hasLoss(const runs::RunSummary &summary)
{
    return !std::isnan(summary.loss) || (summary.step > 0 && !std::isnan(summary.tokensPerSecond));
}

/// How many ranks it has (null where its launch.json is damaged), and the numbers of those processes that run.
Result<void> addRanks(VerbContext &context, const runs::RunFolder &run, nlohmann::json &object)
{
    const auto launch = runs::readLaunchSettings(context.files, run);
    object["ranks"] = launch ? nlohmann::json(launch->numRanks) : nlohmann::json();
    nlohmann::json processes = nlohmann::json::array();
    for (const auto &rank : BAFO_TRY(runs::readRankProcesses(context.files, run))) {
        processes.push_back(BAFO_TRY(runs::isRunning(context.files, rank)) ? nlohmann::json(rank.pid)
                                                                           : nlohmann::json());
    }
    object["rank_processes"] = processes;
    return {};
}

/// Numbers that were not measured are null: JSON has no other word for what is none.
Result<nlohmann::json> toJson(VerbContext &context, const runs::RunFolder &run, const runs::RunStatus &status)
{
    const runs::RunSummary &summary = status.summary;
    nlohmann::json object{
        {"run", run.id()},
        {"folder", run.path().string()},
        {"state", std::string(nameOf(status.state))},
        {"outcome", summary.outcome},
        {"phase", summary.phase},
        {"stage", summary.stage},
        {"step", summary.step},
        {"total_steps", summary.totalSteps},
        {"loss", summary.loss},
        {"tokens_per_second", summary.tokensPerSecond},
        {"bits_per_byte", summary.bitsPerByte},
        {"measured_set", summary.measuredSet},
        {"last_checkpoint_step",
         summary.lastCheckpointStep < 0 ? nlohmann::json() : nlohmann::json(summary.lastCheckpointStep)},
        {"last_seq", summary.lastSeq},
        {"started_ms", summary.startedMs},
        {"last_event_ms", summary.lastEventMs},
        {"output_model", summary.outputModel},
        {"waits_for", summary.waitsFor}};
    if (!summary.failureMessage.empty()) {
        object["failure"]
            = {{"code", summary.failureCode}, {"message", summary.failureMessage}, {"hint", summary.failureHint}};
    }
    BAFO_TRY(addRanks(context, run, object));
    return object;
}

std::string lineOf(const runs::RunFolder &run, const runs::RunStatus &status)
{
    const runs::RunSummary &summary = status.summary;
    const std::string state
        = status.state == runs::RunState::ended ? summary.outcome : std::string(nameOf(status.state));
    return fmt::format("{:<32} {:<12} step {}", run.id(), state, summary.step)
        + (summary.totalSteps > 0 ? fmt::format("/{}", summary.totalSteps) : "")
        + (hasLoss(summary) ? fmt::format("  loss {:.4f}", summary.loss) : "");
}

Result<bool> isEvaluation(VerbContext &context, const runs::RunFolder &run)
{
    const std::string text = BAFO_TRY(context.files.readFile(run.configFile(), 1U << 20U));
    return config::runKindOf(text) == config::kEvalKind;
}

/// What was measured of it besides the loss.
std::string detailsOf(const runs::RunSummary &summary, bool isEvaluation)
{
    std::string line = "phase " + (summary.phase.empty() ? "none" : summary.phase);
    if (!std::isnan(summary.tokensPerSecond)) {
        line += fmt::format(", {:.0f} tokens/s", summary.tokensPerSecond);
    }
    if (isEvaluation) {
        return line + ", every answer is kept";
    }
    line += summary.lastCheckpointStep < 0 ? ", nothing saved yet"
                                           : fmt::format(", last save at step {}", summary.lastCheckpointStep);
    if (!std::isnan(summary.bitsPerByte)) {
        line += fmt::format(", {:.4f} bits per byte", summary.bitsPerByte);
    }
    return line;
}

/// What the run index says of each run, read on first; nothing where there is no cache folder to keep it in: it is a
/// copy of the logs, and they say the same, only slower.
std::map<std::string, runs::RunSummary> indexedRuns(VerbContext &context, const runs::Project &project)
{
    std::map<std::string, runs::RunSummary> found;
    const auto file = indexFile(project);
    const auto index
        = file ? runs::upToDateRunIndex(context.files, *file, project) : Result<runs::RunIndex>(fail(file.error()));
    const auto all = index ? index->runs() : Result<std::vector<runs::IndexedRun>>(fail(index.error()));
    if (all) {
        for (const auto &run : *all) {
            found.emplace(run.id, run.summary);
        }
    }
    return found;
}

/// A run with a process is read from its log, which knows how long its steps take; others from the index.
Result<std::vector<runs::RunStatus>> statusOfAll(VerbContext &context, const runs::Project &project,
                                                 const std::vector<runs::RunFolder> &all)
{
    std::vector<bool> isAlive;
    for (const auto &run : all) { // before the logs are read on: whoever has ended by now has said so
        isAlive.push_back(BAFO_TRY(runs::hasLivingProcess(context.files, run)));
    }
    const auto indexed = indexedRuns(context, project);
    std::vector<runs::RunStatus> found;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto row = indexed.find(all[i].id());
        found.push_back(isAlive[i] || row == indexed.end()
                            ? BAFO_TRY(runs::statusOf(context.files, all[i], context.clock))
                            : runs::statusFrom(row->second, false, context.clock.wallMs()));
    }
    return found;
}

Result<void> listRuns(VerbContext &context)
{
    const auto project = BAFO_TRY(context.project());
    const auto all = BAFO_TRY(runs::RunFolder::list(context.files, project));
    const auto states = BAFO_TRY(statusOfAll(context, project, all));
    nlohmann::json array = nlohmann::json::array();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto &run = all[i];
        const auto &status = states[i];
        context.printer.say(lineOf(run, status));
        array.push_back(BAFO_TRY(toJson(context, run, status)));
    }
    if (all.empty()) {
        context.printer.say("no runs yet: 'bafo run start CONFIG' starts one");
    }
    context.printer.json({{"runs", array}});
    return {};
}

Result<void> showRun(VerbContext &context, const runs::RunFolder &run)
{
    const auto status = BAFO_TRY(runs::statusOf(context.files, run, context.clock));
    const runs::RunSummary &summary = status.summary;
    context.printer.say(lineOf(run, status));
    context.printer.say(detailsOf(summary, isEvaluation(context, run).value_or(false)));
    const auto launch = runs::readLaunchSettings(context.files, run);
    if (!launch) {
        context.printer.say(launch.error().message + "\n  -> " + launch.error().hint);
    } else if (launch->numRanks > 1) {
        context.printer.say(fmt::format("{} ranks; one without a word for {} s is given up", launch->numRanks,
                                        launch->rankTimeoutSeconds));
    }
    if (!summary.failureMessage.empty()) {
        context.printer.say("failed: " + summary.failureMessage + "\n  -> " + summary.failureHint);
    }
    if (status.state == runs::RunState::ended && !summary.hasEnded) {
        const auto end = silentEndOf(context, run, summary);
        context.printer.say(end.error().message + "\n  -> " + end.error().hint);
    }
    context.printer.json(BAFO_TRY(toJson(context, run, status)));
    return {};
}

Result<void> attach(VerbContext &context, const runs::RunFolder &run, std::int64_t since)
{
    const auto tell = [&context](const protocol::Message &message, std::int64_t totalSteps) {
        if (context.printer.isJson()) {
            const auto line
                = nlohmann::json::parse(protocol::encodeLine(message.envelope, message.event), nullptr, false);
            context.printer.json(line);
        } else if (const auto words = eventInWords(message.event, totalSteps)) {
            context.printer.say(*words);
        }
    };
    return outcomeOf(context, run, BAFO_TRY(follow(context, run, since, tell)).summary);
}

Result<std::map<std::string, std::string>> linesOfConfig(VerbContext &context, const runs::RunFolder &run)
{
    const std::string text = BAFO_TRY(context.files.readFile(run.configFile(), 1U << 20U));
    std::map<std::string, std::string> lines;
    if (config::runKindOf(text) == config::kEvalKind) {
        for (auto &[key, value] : config::settingsOf(BAFO_TRY(config::parseEvaluationRunConfig(text)))) {
            lines[key] = value;
        }
        return lines;
    }
    const auto config = BAFO_TRY(config::parseRunConfig(text));
    config::visitKnobs([&](const config::Knob &knob,
                           const auto &) { lines[std::string(knob.key)] = config::valueOf(config, knob.key); },
                       config);
    return lines;
}

Result<void> diffRuns(VerbContext &context, const std::string &first, const std::string &second)
{
    const auto project = BAFO_TRY(context.project());
    const auto firstRun = BAFO_TRY(runs::RunFolder::find(context.files, project, first));
    const auto secondRun = BAFO_TRY(runs::RunFolder::find(context.files, project, second));
    if (BAFO_TRY(isEvaluation(context, firstRun)) != BAFO_TRY(isEvaluation(context, secondRun))) {
        return fail(ErrorCode::config,
                    "runs " + firstRun.id() + " and " + secondRun.id()
                        + " are of two kinds: one trains a model, the other asks one",
                    "compare two runs of training, or two evaluations");
    }
    const auto one = BAFO_TRY(linesOfConfig(context, firstRun));
    const auto two = BAFO_TRY(linesOfConfig(context, secondRun));
    nlohmann::json differences = nlohmann::json::object();
    for (const auto &[key, value] : one) {
        if (two.at(key) != value) {
            context.printer.say(fmt::format("{}: {} -> {}", key, value, two.at(key)));
            differences[key] = {value, two.at(key)};
        }
    }
    if (differences.empty()) {
        context.printer.say("the same configuration");
    }
    context.printer.json({{"differences", differences}});
    return {};
}

} // namespace

void addRunViews(CLI::App &family, VerbContext &context)
{
    addVerb(family, "list", "all runs of the project", context)->callback([&context] {
        context.action = [&context] { return listRuns(context); };
    });
    addRunVerb(family, "show", "what a run is doing", context, showRun);

    const auto since = std::make_shared<std::int64_t>(0);
    CLI::App *attachVerb
        = addRunVerb(family, "attach", "watch a run until it ends; exits as it does", context,
                     [since](auto &verbContext, const auto &run) { return attach(verbContext, run, *since); });
    attachVerb->add_option("--since", *since, "begin with the event of this seq");

    CLI::App *diff = addVerb(family, "diff", "how two runs' configurations differ", context);
    const auto ids = std::make_shared<std::pair<std::string, std::string>>();
    diff->add_option("first", ids->first, "a run's id")->required();
    diff->add_option("second", ids->second, "another run's id")->required();
    diff->callback(
        [&context, ids] { context.action = [&context, ids] { return diffRuns(context, ids->first, ids->second); }; });
}

} // namespace bafo::app
