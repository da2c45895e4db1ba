// SPDX-License-Identifier: Apache-2.0
// A library to preload into the real program: in folders with BAFO_TEST_FULL_PLACE in their path, the disk is full from
// the BAFO_TEST_FULL_AFTER-th call on that writes or enlarges a file. Test code only.
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <string>
#include <sys/statvfs.h>
#include <sys/types.h>
#include <unistd.h>

namespace {

std::atomic<long> g_numCalls{0};

long numGood()
{
    static const long number = [] {
        const char *text = std::getenv("BAFO_TEST_FULL_AFTER");
        return text == nullptr ? -1L : std::atol(text);
    }();
    return number;
}

bool isFull(int fd)
{
    const char *place = std::getenv("BAFO_TEST_FULL_PLACE");
    if (numGood() < 0 || place == nullptr) {
        return false;
    }
    char link[64];
    std::snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    char target[4096];
    const ssize_t length = ::readlink(link, target, sizeof(target));
    const bool isThere
        = length > 0 && std::string(target, static_cast<std::size_t>(length)).find(place) != std::string::npos;
    return isThere && g_numCalls++ >= numGood();
}

int noRoom()
{
    errno = ENOSPC;
    return -1;
}

template <class Function>
Function next(const char *name)
{
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

} // namespace

#define BAFO_EXPORT extern "C" __attribute__((visibility("default")))

BAFO_EXPORT ssize_t write(int fd, const void *bytes, size_t size)
{
    static const auto real = next<ssize_t (*)(int, const void *, size_t)>("write");
    return isFull(fd) ? noRoom() : real(fd, bytes, size);
}

BAFO_EXPORT ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
    static const auto real = next<ssize_t (*)(int, const void *, size_t, off_t)>("pwrite");
    return isFull(fd) ? noRoom() : real(fd, bytes, size, offset);
}

BAFO_EXPORT ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset)
{
    static const auto real = next<ssize_t (*)(int, const void *, size_t, off64_t)>("pwrite64");
    return isFull(fd) ? noRoom() : real(fd, bytes, size, offset);
}

BAFO_EXPORT int fallocate64(int fd, int mode, off64_t offset, off64_t size)
{
    static const auto real = next<int (*)(int, int, off64_t, off64_t)>("fallocate64");
    return isFull(fd) ? noRoom() : real(fd, mode, offset, size);
}

BAFO_EXPORT int posix_fallocate64(int fd, off64_t offset, off64_t size)
{
    static const auto real = next<int (*)(int, off64_t, off64_t)>("posix_fallocate64");
    return isFull(fd) ? ENOSPC : real(fd, offset, size);
}
