// SPDX-License-Identifier: Apache-2.0
#include "core/runs/run_folder.h"

#include "core/config/run_config.h"
#include "core/protocol/item_progress.h"
#include "core/runs/event_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <sstream>

namespace bafo::runs {
namespace {

constexpr std::int64_t kSilenceMs = 30000;
constexpr std::int64_t kShortestStallMs = 60000;
constexpr std::int64_t kShortestSlowMs = 5000;
constexpr std::size_t kRecentSteps = 21;
constexpr int kMostRunsInOneSecond = 999;
constexpr const char *kLongestSuffix = "-999";

std::string timestamp(std::int64_t wallMs)
{
    const std::time_t seconds = wallMs / 1000;
    std::tm parts = {};
    ::gmtime_r(&seconds, &parts);
    return fmt::format("{:04}{:02}{:02}-{:02}{:02}{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                       parts.tm_hour, parts.tm_min, parts.tm_sec);
}

Failure noSuchRun(const std::string &id)
{
    return fail(ErrorCode::config, "no run '" + id + "' in this project", "'bafo run list' shows them");
}

Result<std::string> newUuid(FileSystem &files)
{
    const std::string text = BAFO_TRY(files.readFile("/proc/sys/kernel/random/uuid", 64));
    return text.substr(0, text.find('\n'));
}

/// Gives a finished folder the name, or the first of name-2, name-3, ... that is free.
Result<RunFolder> place(FileSystem &files, const RunFolder &staged, const Path &wanted)
{
    for (int number = 1;; ++number) {
        RunFolder run(number == 1 ? wanted : Path(fmt::format("{}-{}", wanted.string(), number)));
        const auto renamed = files.rename(staged.path(), run.path());
        if (renamed) {
            BAFO_TRY(files.syncDirectory(wanted.parent_path()));
            return run;
        }
        if (number == kMostRunsInOneSecond || !BAFO_TRY(files.status(run.path())).exists) {
            return fail(renamed.error());
        }
    }
}

} // namespace

Result<RunFolder> RunFolder::create(FileSystem &files, const Project &project, const std::string &name,
                                    std::string_view configYaml, const Clock &clock)
{
    BAFO_TRY(checkName("run", name));
    const std::string base = timestamp(clock.wallMs()) + "-" + name;
    if (!isName(base + kLongestSuffix)) {
        return fail(ErrorCode::config, "'" + name + "' is too long for the name of a run",
                    fmt::format("use at most {} letters", config::kLongestRunName));
    }
    // Whole before it has its name, and a rename never takes over a run that is there: two starts in one second get
    // two.
    RunFolder staged(project.runsFolder() / (".new-" + BAFO_TRY(newUuid(files))));
    const auto attempt = [&]() -> Result<RunFolder> {
        BAFO_TRY(files.createDirectories(staged.path()));
        BAFO_TRY(writeFileAtomically(files, staged.configFile(), configYaml));
        return place(files, staged, project.runsFolder() / base);
    };
    auto placed = attempt();
    if (!placed) {
        (void)files.removeTree(staged.path());
    }
    return placed;
}

Result<RunFolder> RunFolder::find(FileSystem &files, const Project &project, const std::string &id)
{
    if (id == "last") {
        const auto all = BAFO_TRY(list(files, project));
        return all.empty() ? noSuchRun(id) : Result<RunFolder>(all.back());
    }
    RunFolder run(project.runsFolder() / id);
    if (!isName(id) || !BAFO_TRY(files.status(run.configFile())).exists) {
        return noSuchRun(id);
    }
    return run;
}

Result<std::vector<RunFolder>> RunFolder::list(FileSystem &files, const Project &project)
{
    std::vector<RunFolder> runs;
    if (!BAFO_TRY(files.status(project.runsFolder())).exists) {
        return runs;
    }
    for (const std::string &id : BAFO_TRY(files.list(project.runsFolder()))) {
        RunFolder run(project.runsFolder() / id);
        if (isName(id) && BAFO_TRY(files.status(run.configFile())).exists) {
            runs.push_back(std::move(run));
        }
    }
    return runs;
}

std::string_view nameOf(RunState state)
{
    switch (state) {
    case RunState::waiting:
        return "waiting";
    case RunState::starting:
        return "starting";
    case RunState::running:
        return "running";
    case RunState::paused:
        return "paused";
    case RunState::slow:
        return "slow";
    case RunState::stalled:
        return "stalled";
    case RunState::noContact:
        return "no_contact";
    case RunState::ended:
        return "ended";
    }
    return "ended";
}

void RunSummary::enterStage(const protocol::StageEntered &entered)
{
    if (entered.replayOf.empty()) {
        stage = entered.name;
        stageStarts += std::to_string(entered.step) + ' ' + entered.name + '\n';
    }
}

/// A stage that was entered after the step that the run went back to is entered again.
void RunSummary::leaveStages()
{
    std::string kept;
    stage.clear();
    std::istringstream lines(stageStarts);
    for (std::string line; std::getline(lines, line);) {
        std::int64_t first = 0;
        const std::size_t space = line.find(' ');
        const char *end = line.data() + std::min(space, line.size());
        const bool isStart = space != std::string::npos && std::from_chars(line.data(), end, first).ptr == end;
        if (isStart && first <= step) {
            stage = line.substr(space + 1);
            kept += line + '\n';
        }
    }
    stageStarts = kept;
}

void RunSummary::add(const protocol::Message &message)
{
    using namespace protocol;
    const Event &event = message.event;
    const std::int64_t now = message.envelope.t;
    lastEventMs = now;
    lastSeq = message.envelope.seq;
    if (startedMs == 0) {
        startedMs = now;
    }
    const bool isHeartbeat = std::holds_alternative<Heartbeat>(event);
    if (!isHeartbeat && !std::holds_alternative<CommandAnswered>(event)) {
        lastProgressMs = now;
    }
    if (std::holds_alternative<Hello>(event)) {
        forgetEnd();
        startedMs = waitsFor.empty() ? startedMs : now; // the time in the queue is no time of work
        waitsFor.clear();
    } else if (const auto *queued = std::get_if<Queued>(&event)) {
        forgetEnd();
        waitsFor = queued->after;
    } else if (const auto *started = std::get_if<RunStarted>(&event)) {
        forgetEnd();
        totalSteps = started->totalSteps;
    } else if (const auto *phaseEvent = std::get_if<PhaseChanged>(&event)) {
        phase = phaseEvent->phase;
    } else if (const auto *stageEvent = std::get_if<StageEntered>(&event)) {
        enterStage(*stageEvent);
    } else if (const auto *stepEvent = std::get_if<StepFinished>(&event)) {
        step = stepEvent->step;
        loss = stepEvent->loss;
        tokensPerSecond = stepEvent->tokensPerSecond;
        m_recentStepMs.push_back(stepEvent->stepMs);
        if (m_recentStepMs.size() > kRecentSteps) {
            m_recentStepMs.erase(m_recentStepMs.begin());
        }
        std::vector<double> sorted = m_recentStepMs;
        std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2), sorted.end());
        medianStepMs = sorted[sorted.size() / 2];
    } else if (const auto *metric = std::get_if<Metric>(&event)) {
        step = metric->name == kItemsMetric ? metric->step : step;
    } else if (const auto *evaluation = std::get_if<EvalFinished>(&event)) {
        if (measuredSet.empty() || measuredSet == evaluation->name) {
            measuredSet = evaluation->name;
            measuredLanguage = evaluation->language;
            bitsPerByte = evaluation->bitsPerByte;
        }
    } else if (const auto *checkpoint = std::get_if<CheckpointCommitted>(&event)) {
        lastCheckpointStep = checkpoint->step;
    } else if (const auto *rewound = std::get_if<Rewound>(&event)) {
        step = rewound->toStep;
        leaveStages();
    } else if (const auto *paused = std::get_if<Paused>(&event)) {
        isPaused = true;
        step = std::max(step, paused->step); // an evaluation tells its items once a second only
    } else if (std::holds_alternative<Resumed>(event)) {
        isPaused = false;
    } else if (const auto *finished = std::get_if<RunFinished>(&event)) {
        hasEnded = true;
        outcome = finished->outcome;
        outputModel = finished->outputModel;
        step = std::max(step, finished->step);
    } else if (const auto *failed = std::get_if<RunFailed>(&event)) {
        hasEnded = true;
        outcome = "failed";
        failureCode = failed->code;
        failureMessage = failed->message;
        failureHint = failed->hint;
    }
}

void RunSummary::forgetEnd()
{
    hasEnded = isPaused = false;
    for (std::string *text : {&outcome, &failureCode, &failureMessage, &failureHint}) {
        text->clear();
    }
}

RunState stateOf(const RunSummary &summary, bool hasProcess, std::int64_t nowMs)
{
    if (!hasProcess) {
        return RunState::ended;
    }
    if (summary.lastSeq < 0) {
        return RunState::starting;
    }
    if (summary.hasEnded) {
        return RunState::ended;
    }
    if (!summary.waitsFor.empty()) {
        return RunState::waiting;
    }
    if (nowMs - summary.lastEventMs > kSilenceMs) {
        return RunState::stalled;
    }
    if (summary.isPaused) {
        return RunState::paused;
    }
    const auto median = static_cast<std::int64_t>(summary.medianStepMs);
    const std::int64_t since = nowMs - summary.lastProgressMs;
    if (median > 0 && since > std::max(kShortestStallMs, 10 * median)) {
        return RunState::stalled;
    }
    return median > 0 && since > std::max(kShortestSlowMs, 3 * median) ? RunState::slow : RunState::running;
}

Result<bool> hasLivingProcess(FileSystem &files, const RunFolder &run)
{
    const auto identity = BAFO_TRY(readProcessFile(files, run.processFile()));
    return identity && BAFO_TRY(isRunning(files, *identity));
}

RunStatus statusFrom(RunSummary summary, bool hasProcess, std::int64_t nowMs)
{
    const RunState state = stateOf(summary, hasProcess, nowMs);
    RunStatus status{.state = state, .summary = std::move(summary), .hasProcess = hasProcess};
    if (status.state == RunState::ended && !status.summary.hasEnded) {
        const bool hadWorker = status.summary.lastSeq >= 0 && status.summary.waitsFor.empty();
        status.summary.outcome = hadWorker ? "crashed" : "never started";
    }
    return status;
}

Result<RunStatus> statusOf(FileSystem &files, const RunFolder &run, const Clock &clock)
{
    const bool hasProcess = BAFO_TRY(hasLivingProcess(files, run)); // before the log is read
    RunSummary summary;
    EventLogReader reader(run.eventLog());
    for (auto messages = BAFO_TRY(reader.poll()); !messages.empty(); messages = BAFO_TRY(reader.poll())) {
        for (const auto &message : messages) {
            summary.add(message);
        }
    }
    return statusFrom(std::move(summary), hasProcess, clock.wallMs());
}

} // namespace bafo::runs
