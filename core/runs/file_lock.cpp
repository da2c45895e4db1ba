// SPDX-License-Identifier: Apache-2.0
#include "core/runs/file_lock.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace bafo::runs {

Result<std::optional<FileLock>> FileLock::lock(const Path &path, int operation)
{
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) {
        return fail(errno == ENOSPC ? ErrorCode::diskFull : ErrorCode::data,
                    "cannot open the lock " + path.string() + ": " + std::strerror(errno),
                    "check that the folder exists and is yours");
    }
    FileLock lock(descriptor);
    int result = 0;
    do {
        result = ::flock(descriptor, operation);
    } while (result != 0 && errno == EINTR);
    if (result == 0) {
        return std::optional<FileLock>(std::move(lock));
    }
    if (errno == EWOULDBLOCK) {
        return std::optional<FileLock>();
    }
    return fail(ErrorCode::data, "cannot lock " + path.string() + ": " + std::strerror(errno),
                "put the project on a file system that can lock files");
}

Result<std::optional<FileLock>> FileLock::tryAcquire(const Path &path)
{
    return lock(path, LOCK_EX | LOCK_NB);
}

Result<FileLock> FileLock::acquire(const Path &path)
{
    auto held = BAFO_TRY(lock(path, LOCK_EX));
    return std::move(*held);
}

FileLock::~FileLock()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

FileLock::FileLock(FileLock &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

FileLock &FileLock::operator=(FileLock &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

} // namespace bafo::runs
