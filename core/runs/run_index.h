// SPDX-License-Identifier: Apache-2.0
// History of a project's runs in SQLite: a copy of what the event logs say, made again from them at any time.
//
// Goals: fast lists and curves over many runs; equal to the logs whatever happened in between. Non-goal: anything that
// the logs do not have. Rejected: writing here first, which would make a cache the truth.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/protocol/events.h"
#include "core/runs/project.h"
#include "core/runs/run_folder.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace bafo::runs {

struct IndexedRun {
    std::string id;
    RunSummary summary; ///< what lasts of it: RunSummary::visitLasting
};

struct SeriesPoint {
    std::int64_t step = 0;
    double value = 0;

    bool operator==(const SeriesPoint &) const = default;
};

/// One connection. One thread at a time. Any number of programs may have the file open; one at a time refreshes it.
class RunIndex {
public:
    /// Opens or makes the file. One that is damaged, of another version, or no index at all is made anew: nothing is
    /// lost by that.
    static Result<RunIndex> open(FileSystem &files, const Path &file);

    /// To read only: refresh() fails. Fails (data) where there is no such index.
    static Result<RunIndex> openForReading(const Path &file);

    ~RunIndex();
    RunIndex(RunIndex &&other) noexcept;
    RunIndex &operator=(RunIndex &&other) noexcept;

    /// Reads every log on from where the last refresh stopped; runs that are gone go here too. Waits for another
    /// refresher. A log that got shorter is read again from its start.
    Result<void> refresh(FileSystem &files, const Project &project);

    /// All runs, oldest first.
    [[nodiscard]] Result<std::vector<IndexedRun>> runs() const;

    /// The last value that was told for each step, steps that were rewound left out.
    [[nodiscard]] Result<std::vector<SeriesPoint>> series(const std::string &run, const std::string &name) const;

    /// Every row as text, in a fixed order: two indexes of the same logs are equal here.
    [[nodiscard]] Result<std::string> dump() const;

private:
    class Connection;
    explicit RunIndex(Path file, std::unique_ptr<Connection> connection);

    /// In one transaction.
    Result<void> refreshRuns(std::span<const RunFolder> group);
    Result<void> readLog(const std::string &id, const Path &log);
    Result<void> addNumbers(const std::string &id, const protocol::Message &message);
    Result<void> addPoint(const std::string &run, const std::string &name, std::int64_t step, double value);
    Result<void> forgetRun(const std::string &id);
    Result<void> forgetRuns(const std::vector<std::string> &gone);

    Path m_file;
    std::unique_ptr<Connection> m_connection;
};

/// Where a project's index lies in a user's cache folder, which the caller knows: ~/.cache on Linux.
[[nodiscard]] Path runIndexFile(const Path &cacheFolder, const Project &project);

/// Refreshed, then opened for reading; made anew where it turns out to be damaged.
[[nodiscard]] Result<RunIndex> upToDateRunIndex(FileSystem &files, const Path &file, const Project &project);

/// Removes the file and makes it again from the logs.
Result<RunIndex> rebuildRunIndex(FileSystem &files, const Path &file, const Project &project);

} // namespace bafo::runs
