// SPDX-License-Identifier: GPL-3.0-or-later
// A library to preload into the window and what it starts: below a path, the disk is full or read-only, and well again
// when the test says so. Works for root too, whom permissions do not hold.
//
// BAFO_TEST_SICK_DISK names a file that holds "full PATH" or "readonly PATH"; empty or missing: all is well. It is read
// before each call, so that a disk falls ill and recovers under a running program. Test code only.
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

enum class Illness { none, full, readOnly };

struct Diagnosis {
    Illness illness = Illness::none;
    std::string place;
};

Diagnosis diagnosis()
{
    const char *control = std::getenv("BAFO_TEST_SICK_DISK");
    const long fd = control != nullptr ? ::syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) {
        return {};
    }
    char bytes[4096];
    const long length = ::syscall(SYS_read, fd, bytes, sizeof(bytes));
    ::syscall(SYS_close, fd);
    const std::string_view text(bytes, length > 0 ? static_cast<std::size_t>(length) : 0);
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos) {
        return {};
    }
    return {text.substr(0, blank) == "full" ? Illness::full : Illness::readOnly, std::string(text.substr(blank + 1))};
}

std::string pathOf(int fd)
{
    char link[64];
    std::snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    char target[4096];
    const ssize_t length = ::readlink(link, target, sizeof(target));
    return length > 0 ? std::string(target, static_cast<std::size_t>(length)) : std::string();
}

std::string pathAt(int folder, const char *path)
{
    if (path == nullptr) {
        return {};
    }
    return path[0] == '/' || folder == AT_FDCWD ? path : pathOf(folder) + "/" + path;
}

bool has(Illness illness, const std::string &path)
{
    const int before = errno;
    const Diagnosis now = diagnosis();
    errno = before;
    return now.illness == illness && path.compare(0, now.place.size(), now.place) == 0;
}

/// Of calls that change a folder.
bool isRefused(const std::string &path, bool needsRoom)
{
    if (has(Illness::readOnly, path)) {
        errno = EROFS;
        return true;
    }
    if (needsRoom && has(Illness::full, path)) {
        errno = ENOSPC;
        return true;
    }
    return false;
}

bool isWriting(int flags)
{
    return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0;
}

bool hasNoRoom(int fd)
{
    if (!has(Illness::full, pathOf(fd))) {
        return false;
    }
    errno = ENOSPC;
    return true;
}

template <class Function>
Function next(const char *name)
{
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

using Open = int (*)(const char *, int, mode_t);
using OpenAt = int (*)(int, const char *, int, mode_t);

int openBy(const char *name, const char *path, int flags, mode_t mode)
{
    return isWriting(flags) && isRefused(pathAt(AT_FDCWD, path), false) ? -1 : next<Open>(name)(path, flags, mode);
}

int openAtBy(const char *name, int folder, const char *path, int flags, mode_t mode)
{
    return isWriting(flags) && isRefused(pathAt(folder, path), false) ? -1
                                                                      : next<OpenAt>(name)(folder, path, flags, mode);
}

mode_t modeOf(int flags, va_list list)
{
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, mode_t) : 0;
}

} // namespace

#define BAFO_EXPORT extern "C" __attribute__((visibility("default")))

#define BAFO_OPEN(name)                                                                                                \
    BAFO_EXPORT int name(const char *path, int flags, ...)                                                             \
    {                                                                                                                  \
        va_list list;                                                                                                  \
        va_start(list, flags);                                                                                         \
        const mode_t mode = modeOf(flags, list);                                                                       \
        va_end(list);                                                                                                  \
        return openBy(#name, path, flags, mode);                                                                       \
    }
BAFO_OPEN(open)
BAFO_OPEN(open64)

#define BAFO_OPEN_AT(name)                                                                                             \
    BAFO_EXPORT int name(int folder, const char *path, int flags, ...)                                                 \
    {                                                                                                                  \
        va_list list;                                                                                                  \
        va_start(list, flags);                                                                                         \
        const mode_t mode = modeOf(flags, list);                                                                       \
        va_end(list);                                                                                                  \
        return openAtBy(#name, folder, path, flags, mode);                                                             \
    }
BAFO_OPEN_AT(openat)
BAFO_OPEN_AT(openat64)

BAFO_EXPORT int mkdir(const char *path, mode_t mode) noexcept
{
    return isRefused(path, true) ? -1 : next<int (*)(const char *, mode_t)>("mkdir")(path, mode);
}

BAFO_EXPORT int rmdir(const char *path) noexcept
{
    return isRefused(path, false) ? -1 : next<int (*)(const char *)>("rmdir")(path);
}

BAFO_EXPORT int unlink(const char *path) noexcept
{
    return isRefused(path, false) ? -1 : next<int (*)(const char *)>("unlink")(path);
}

BAFO_EXPORT int unlinkat(int folder, const char *path, int flags) noexcept
{
    return isRefused(pathAt(folder, path), false)
        ? -1
        : next<int (*)(int, const char *, int)>("unlinkat")(folder, path, flags);
}

BAFO_EXPORT int rename(const char *from, const char *to) noexcept
{
    return isRefused(to, false) ? -1 : next<int (*)(const char *, const char *)>("rename")(from, to);
}

BAFO_EXPORT int access(const char *path, int mode) noexcept
{
    return (mode & W_OK) != 0 && isRefused(path, false) ? -1 : next<int (*)(const char *, int)>("access")(path, mode);
}

BAFO_EXPORT ssize_t write(int fd, const void *bytes, size_t size)
{
    static const auto real = next<ssize_t (*)(int, const void *, size_t)>("write");
    return hasNoRoom(fd) ? -1 : real(fd, bytes, size);
}

BAFO_EXPORT ssize_t writev(int fd, const iovec *parts, int count)
{
    static const auto real = next<ssize_t (*)(int, const iovec *, int)>("writev");
    return hasNoRoom(fd) ? -1 : real(fd, parts, count);
}

BAFO_EXPORT ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
    static const auto real = next<ssize_t (*)(int, const void *, size_t, off_t)>("pwrite");
    return hasNoRoom(fd) ? -1 : real(fd, bytes, size, offset);
}

BAFO_EXPORT ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset)
{
    static const auto real = next<ssize_t (*)(int, const void *, size_t, off64_t)>("pwrite64");
    return hasNoRoom(fd) ? -1 : real(fd, bytes, size, offset);
}

BAFO_EXPORT int fallocate64(int fd, int mode, off64_t offset, off64_t size)
{
    static const auto real = next<int (*)(int, int, off64_t, off64_t)>("fallocate64");
    return hasNoRoom(fd) ? -1 : real(fd, mode, offset, size);
}

BAFO_EXPORT int posix_fallocate64(int fd, off64_t offset, off64_t size)
{
    static const auto real = next<int (*)(int, off64_t, off64_t)>("posix_fallocate64");
    return hasNoRoom(fd) ? ENOSPC : real(fd, offset, size);
}
