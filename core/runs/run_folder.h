// SPDX-License-Identifier: Apache-2.0
// One run's folder: its own copy of the configuration, its log and commands, and what state it is in.
#pragma once

#include "core/base/clock.h"
#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/protocol/events.h"
#include "core/runs/process_identity.h"
#include "core/runs/project.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::runs {

/// Where things lie. A value.
class RunFolder {
public:
    explicit RunFolder(Path path)
        : m_path(std::move(path))
    {
    }

    /// Makes runs/<id>/ with config.yaml; the id is the time and the name ("20260131-094501-demo"), and a number where
    /// that is taken. Nobody else gets the same folder, and none is seen without its configuration. Fails (config) for
    /// a name that cannot be one, or is longer than config::kLongestRunName.
    static Result<RunFolder> create(FileSystem &files, const Project &project, const std::string &name,
                                    std::string_view configYaml, const Clock &clock);

    /// By id; the last one that was made for "last". Fails (config) where there is no such run.
    static Result<RunFolder> find(FileSystem &files, const Project &project, const std::string &id);

    /// All runs of a project, oldest first.
    static Result<std::vector<RunFolder>> list(FileSystem &files, const Project &project);

    [[nodiscard]] std::string id() const { return m_path.filename().string(); }
    [[nodiscard]] const Path &path() const { return m_path; }
    [[nodiscard]] Path projectFolder() const { return m_path.parent_path().parent_path(); }
    [[nodiscard]] Path configFile() const { return m_path / "config.yaml"; }
    [[nodiscard]] Path eventLog() const { return m_path / "events.jsonl"; }
    [[nodiscard]] Path commandLog() const { return m_path / "commands.jsonl"; }
    [[nodiscard]] Path outputLog() const { return m_path / "log.txt"; }
    [[nodiscard]] Path lockFile() const { return m_path / "lock"; }
    [[nodiscard]] Path processFile() const { return m_path / "pid"; }
    [[nodiscard]] Path launchFile() const { return m_path / "launch.json"; }
    [[nodiscard]] Path rankFile() const { return m_path / "ranks"; }
    [[nodiscard]] Path checkpointsFolder() const { return m_path / "checkpoints"; }

private:
    Path m_path;
};

/// waiting: in the queue, a small process lives that starts the worker when the runs before it have ended. noContact is
/// for runs on other machines whose link is cut; a local run never has it.
enum class RunState { waiting, starting, running, paused, slow, stalled, noContact, ended };

[[nodiscard]] std::string_view nameOf(RunState state);

/// What a log says of a run so far. Feed it every event, in order.
class RunSummary {
public:
    static constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

    void add(const protocol::Message &message);

    /// Everything that stays true of a run when it has no process any more: calls visitor(name, field) for each text,
    /// std::int64_t, double and bool.
    template <class Visitor, class Summary>
    static void visitLasting(Visitor &&visit, Summary &summary)
    {
        visit("outcome", summary.outcome);
        visit("failure_code", summary.failureCode);
        visit("failure_message", summary.failureMessage);
        visit("failure_hint", summary.failureHint);
        visit("output_model", summary.outputModel);
        visit("waits_for", summary.waitsFor);
        visit("phase", summary.phase);
        visit("stage", summary.stage);
        visit("stage_starts", summary.stageStarts);
        visit("total_steps", summary.totalSteps);
        visit("step", summary.step);
        visit("loss", summary.loss);
        visit("tokens_per_second", summary.tokensPerSecond);
        visit("measured_set", summary.measuredSet);
        visit("measured_language", summary.measuredLanguage);
        visit("bits_per_byte", summary.bitsPerByte);
        visit("started_ms", summary.startedMs);
        visit("last_event_ms", summary.lastEventMs);
        visit("last_progress_ms", summary.lastProgressMs);
        visit("last_seq", summary.lastSeq);
        visit("last_checkpoint_step", summary.lastCheckpointStep);
        visit("is_paused", summary.isPaused);
        visit("has_ended", summary.hasEnded);
    }

    std::string outcome; ///< of an ended run: finished, cancelled, stopped, failed; empty before
    std::string failureCode;
    std::string failureMessage;
    std::string failureHint;
    std::string outputModel;
    std::string
        waitsFor; ///< ids of runs, parted by spaces; empty once a worker has begun, or where none was waited for
    std::string phase;
    std::string stage;
    std::string stageStarts; ///< of this stage and those before it, a line each: first step and name
    std::int64_t totalSteps = 0;
    std::int64_t step = 0;
    double loss = kNotMeasured;
    double tokensPerSecond = kNotMeasured;
    std::string measuredSet; ///< the held-out set that was measured first: by convention the new language's
    std::string measuredLanguage;
    double bitsPerByte = kNotMeasured; ///< of that set, when it was measured last
    std::int64_t startedMs = 0;
    std::int64_t lastEventMs = 0;
    std::int64_t lastProgressMs = 0; ///< when a step or another long piece of work last ended
    std::int64_t lastSeq = -1;
    std::int64_t lastCheckpointStep = -1; ///< -1: nothing was saved
    double medianStepMs = 0;
    bool isPaused = false;
    bool hasEnded = false; ///< by its own word, after the last time that a process began

private:
    void forgetEnd(); ///< a process began: how the last one ended is no news of this one
    void enterStage(const protocol::StageEntered &entered);
    void leaveStages();

    std::vector<double> m_recentStepMs;
};

/// What a run is doing, from its log, its process and the time. A process that went without a word has the outcome
/// "crashed".
struct RunStatus {
    RunState state = RunState::starting;
    RunSummary summary;
    bool hasProcess = false;
};

[[nodiscard]] Result<RunStatus> statusOf(FileSystem &files, const RunFolder &run, const Clock &clock);

/// The same from what is known already. Ask for the process before reading the log: one that ends in between has said
/// its last word by the time that the log is read.
[[nodiscard]] RunStatus statusFrom(RunSummary summary, bool hasProcess, std::int64_t nowMs);

/// Whether the run's own process lives.
[[nodiscard]] Result<bool> hasLivingProcess(FileSystem &files, const RunFolder &run);

/// The state's rules alone: a run whose queue is not over is waiting however long it takes; 30 s without a word or ten
/// median steps (at least 60 s) without progress is stalled, three median steps without progress is slow.
[[nodiscard]] RunState stateOf(const RunSummary &summary, bool hasProcess, std::int64_t nowMs);

} // namespace bafo::runs
