// SPDX-License-Identifier: Apache-2.0
// A single file that appears whole or not at all: written in a temporary folder beside its place, synced, then renamed.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

namespace bafo::exchange {

/// Removes what it wrote unless commit() succeeded. The folder has the name of a StagedFolder's, so that what a killed
/// process left is found. Movable; one thread at a time.
class StagedFile {
public:
    /// Refuses (config) a target that exists, and makes its parents. `files` must outlive it.
    [[nodiscard]] static Result<StagedFile> begin(FileSystem &files, const Path &target);

    ~StagedFile();
    StagedFile(StagedFile &&other) noexcept;
    StagedFile(const StagedFile &) = delete;
    StagedFile &operator=(const StagedFile &) = delete;
    StagedFile &operator=(StagedFile &&) = delete;

    /// Where to write until commit(); nothing is there yet.
    [[nodiscard]] Path path() const { return m_staging / m_target.filename(); }

    /// Gives it its name. It must be synced before. Fails where somebody else has taken the name meanwhile.
    [[nodiscard]] Result<void> commit();

private:
    StagedFile(FileSystem &files, Path target, Path staging);

    FileSystem *m_files; // reseatable for moves, never null
    Path m_target;
    Path m_staging; ///< a folder
    bool m_isOpen = true;
};

} // namespace bafo::exchange
