// SPDX-License-Identifier: Apache-2.0
// An advisory lock on a file (flock): gone with the process that holds it, however that ends.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <optional>

namespace bafo::runs {

/// Holds the lock until destroyed. Movable. Child processes do not inherit it.
class FileLock {
public:
    /// Makes the file where it is missing. Nothing where somebody else holds the lock.
    [[nodiscard]] static Result<std::optional<FileLock>> tryAcquire(const Path &path);

    /// Waits for it.
    [[nodiscard]] static Result<FileLock> acquire(const Path &path);

    ~FileLock();
    FileLock(FileLock &&other) noexcept;
    FileLock &operator=(FileLock &&other) noexcept;
    FileLock(const FileLock &) = delete;
    FileLock &operator=(const FileLock &) = delete;

private:
    explicit FileLock(int descriptor)
        : m_descriptor(descriptor)
    {
    }

    static Result<std::optional<FileLock>> lock(const Path &path, int operation);

    int m_descriptor = -1;
};

} // namespace bafo::runs
