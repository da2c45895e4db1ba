// SPDX-License-Identifier: Apache-2.0
// Where tasks come from: those that ship with the program, and those that lie with their data in a project.
#pragma once

#include "core/base/file_system.h"
#include "core/base/registry.h"
#include "core/base/result.h"
#include "core/scoring/evaluation_kind.h"
#include "core/scoring/task.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::scoring {

/// The YAML of every shipped task.
[[nodiscard]] std::span<const std::string_view> shippedTasks();

/// A task with the text that it was read from.
struct FoundTask {
    Task task;
    std::string yaml;
    bool isOfProject = false;
};

/// A project's own task lies in <evaldata>/<name>/task.yaml and goes before a shipped one of the same name.
class TaskLibrary {
public:
    /// `dataFolder` is the project's evaldata folder, or empty.
    TaskLibrary(FileSystem &files, const Registry<EvaluationKind> &kinds, Path dataFolder);

    /// Fails (config) where there is no such task, with the nearest name, or where its file is wrong.
    [[nodiscard]] Result<FoundTask> find(const std::string &name) const;

    /// Every task by name. A file of the project that cannot be read is left out: find() says why.
    [[nodiscard]] Result<std::vector<FoundTask>> all() const;

    /// Reads and checks a task; every error names `origin`.
    [[nodiscard]] Result<FoundTask> read(std::string_view yaml, const std::string &origin) const;

    [[nodiscard]] Path dataFolderOf(const std::string &task) const { return m_dataFolder / task; }
    [[nodiscard]] Path taskFileOf(const std::string &task) const { return dataFolderOf(task) / "task.yaml"; }

    /// Whether all files of its data are there.
    [[nodiscard]] Result<bool> hasData(const Task &task) const;

private:
    FileSystem &m_files;
    const Registry<EvaluationKind> &m_kinds;
    Path m_dataFolder;
};

} // namespace bafo::scoring
