// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/task_library.h"

#include "core/config/knob_values.h"
#include "core/scoring/item_file.h"

#include <map>
#include <utility>

namespace bafo::scoring {
namespace {

constexpr std::uint64_t kMaxTaskBytes = 1U << 20U;

} // namespace

TaskLibrary::TaskLibrary(FileSystem &files, const Registry<EvaluationKind> &kinds, Path dataFolder)
    : m_files(files)
    , m_kinds(kinds)
    , m_dataFolder(std::move(dataFolder))
{
}

Result<FoundTask> TaskLibrary::read(std::string_view yaml, const std::string &origin) const
{
    const auto inOrigin = [&origin](Error error) {
        error.message = origin + ": " + error.message;
        return fail(std::move(error));
    };
    auto task = parseTask(yaml);
    if (!task) {
        return inOrigin(std::move(task).error());
    }
    const auto kind = m_kinds.get(task->kind);
    if (!kind) {
        return inOrigin(kind.error());
    }
    if (const auto checked = checkTask(**kind, *task); !checked) {
        return inOrigin(checked.error());
    }
    return FoundTask{.task = std::move(*task), .yaml = std::string(yaml), .isOfProject = false};
}

Result<FoundTask> TaskLibrary::find(const std::string &name) const
{
    const bool isName = name.find('/') == std::string::npos && !name.empty() && name.front() != '.';
    if (isName && !m_dataFolder.empty() && BAFO_TRY(m_files.status(taskFileOf(name))).exists) {
        const std::string yaml = BAFO_TRY(m_files.readFile(taskFileOf(name), kMaxTaskBytes));
        FoundTask found = BAFO_TRY(read(yaml, taskFileOf(name).string()));
        found.isOfProject = true;
        return found;
    }
    std::vector<std::string> names;
    for (const std::string_view yaml : shippedTasks()) {
        FoundTask found = BAFO_TRY(read(yaml, "a shipped task"));
        if (found.task.name == name) {
            return found;
        }
        names.push_back(found.task.name);
    }
    const std::string near = config::nearestOf(name, names);
    return fail(ErrorCode::config, "there is no task '" + name + "'",
                (near.empty() ? std::string() : "did you mean '" + near + "'? ") + "'bafo eval tasks' shows all");
}

Result<std::vector<FoundTask>> TaskLibrary::all() const
{
    std::map<std::string, FoundTask> tasks;
    for (const std::string_view yaml : shippedTasks()) {
        FoundTask found = BAFO_TRY(read(yaml, "a shipped task"));
        tasks.insert_or_assign(found.task.name, std::move(found));
    }
    if (!m_dataFolder.empty() && BAFO_TRY(m_files.status(m_dataFolder)).exists) {
        for (const std::string &name : BAFO_TRY(m_files.list(m_dataFolder))) {
            if (BAFO_TRY(m_files.status(taskFileOf(name))).exists) {
                if (auto found = find(name)) {
                    tasks.insert_or_assign(name, std::move(*found));
                }
            }
        }
    }
    std::vector<FoundTask> list;
    for (auto &[name, task] : tasks) {
        list.push_back(std::move(task));
    }
    return list;
}

Result<bool> TaskLibrary::hasData(const Task &task) const
{
    for (const std::string &role : task.data.files) {
        if (m_dataFolder.empty() || !BAFO_TRY(m_files.status(dataFileOf(dataFolderOf(task.name), task, role))).exists) {
            return false;
        }
    }
    return true;
}

} // namespace bafo::scoring
