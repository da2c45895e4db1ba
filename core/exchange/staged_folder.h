// SPDX-License-Identifier: Apache-2.0
// A folder that appears whole or not at all: filled under a temporary name beside its place, synced, then renamed.
// The name is ".<name>.bafo-partial-<pid>": lists of models pass over it, and it tells who writes there.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace bafo::exchange {

/// Removes what it wrote unless commit() succeeded. Movable; one thread at a time.
class StagedFolder {
public:
    /// Refuses (config) a target that exists, and makes its parents. Temporary folders in the same parent whose process
    /// no longer runs are removed: it was killed. `files` must outlive the folder.
    [[nodiscard]] static Result<StagedFolder> begin(FileSystem &files, const Path &target);

    ~StagedFolder();
    StagedFolder(StagedFolder &&other) noexcept;
    StagedFolder(const StagedFolder &) = delete;
    StagedFolder &operator=(const StagedFolder &) = delete;
    StagedFolder &operator=(StagedFolder &&) = delete;

    /// Where to write until commit().
    [[nodiscard]] const Path &path() const { return m_staging; }

    /// Writes and syncs one small file.
    [[nodiscard]] Result<void> writeFile(std::string_view name, std::string_view content);

    /// Syncs the folder and gives it its name. Every file in it must be synced before. Fails where somebody else has
    /// taken the name meanwhile, and where the name cannot be made to last; then nothing is left.
    [[nodiscard]] Result<void> commit();

private:
    StagedFolder(FileSystem &files, Path target, Path staging);

    FileSystem *m_files; // reseatable for moves, never null
    Path m_target;
    Path m_staging;
    bool m_isOpen = true;
};

} // namespace bafo::exchange
