// SPDX-License-Identifier: Apache-2.0
// Where the ranks of one start find each other: a folder that only their user can look into.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

namespace bafo::distributed {

/// Exists from make() to destruction. What a killed supervisor left is removed by the next make(). Movable.
class RendezvousFolder {
public:
    /// A fresh folder below the run's, mode 0700. Whoever calls it holds the run's lock: all others there are old.
    static Result<RendezvousFolder> make(FileSystem &files, const Path &runFolder);

    ~RendezvousFolder();
    RendezvousFolder(RendezvousFolder &&other) noexcept;
    RendezvousFolder &operator=(RendezvousFolder &&) = delete;
    RendezvousFolder(const RendezvousFolder &) = delete;
    RendezvousFolder &operator=(const RendezvousFolder &) = delete;

    [[nodiscard]] const Path &path() const { return m_path; }

private:
    RendezvousFolder(FileSystem &files, Path path);

    FileSystem &m_files;
    Path m_path; ///< empty after a move
};

} // namespace bafo::distributed
