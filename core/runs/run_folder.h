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
    [[nodiscard]] Path checkpointsFolder() const { return m_path / "checkpoints"; }

private:
    Path m_path;
};

/// noContact is for runs on other machines whose link is cut; a local run never has it.
enum class RunState { starting, running, paused, slow, stalled, noContact, ended };

[[nodiscard]] std::string_view nameOf(RunState state);

/// What a log says of a run so far. Feed it every event, in order.
class RunSummary {
public:
    void add(const protocol::Message &message);

    std::string outcome; ///< of an ended run: finished, cancelled, stopped, failed; empty before
    std::string failureCode;
    std::string failureMessage;
    std::string failureHint;
    std::string outputModel;
    std::string phase;
    std::string stage;
    std::int64_t totalSteps = 0;
    std::int64_t step = 0;
    double loss = 0;
    double tokensPerSecond = 0;
    double bitsPerByte = 0; ///< of the last evaluation
    std::int64_t startedMs = 0;
    std::int64_t lastEventMs = 0;
    std::int64_t lastProgressMs = 0; ///< when a step or another long piece of work last ended
    std::int64_t lastSeq = -1;
    std::int64_t lastCheckpointStep = -1;
    double medianStepMs = 0;
    bool isPaused = false;
    bool hasEnded = false; ///< by its own word, after the last time that a process began

private:
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

/// The state's rules alone: 30 s without a word or ten median steps (at least 60 s) without progress is stalled, three
/// median steps without progress is slow.
[[nodiscard]] RunState stateOf(const RunSummary &summary, bool hasProcess, std::int64_t nowMs);

} // namespace bafo::runs
