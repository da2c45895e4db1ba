// SPDX-License-Identifier: Apache-2.0
// A library to preload into the real worker: it kills the process (SIGKILL) at a chosen system call.
//
// BAFO_TEST_KILL_AT=<where>:<n> with <where> one of
//   save    before the n-th call that makes, writes, flushes or renames something of a checkpoint attempt
//   model   the same of a model folder that is being made
//   before  before the n-th line of the event log
//   torn    after half of that line
//   after   after that line
// n counts from 0. Test code only: nothing of it is linked into the programs.
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace {

struct Plan {
    std::string where;
    long moment = -1;
};

const Plan &plan()
{
    static const Plan parsed = [] {
        Plan result;
        if (const char *text = std::getenv("BAFO_TEST_KILL_AT")) {
            const std::string value = text;
            const std::size_t colon = value.find(':');
            result.where = value.substr(0, colon);
            result.moment = std::atol(value.c_str() + colon + 1);
        }
        return result;
    }();
    return parsed;
}

std::atomic<long> g_numSaveCalls{0};
std::atomic<long> g_numLines{0};

std::string pathOf(int fd)
{
    char link[64];
    std::snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    char target[4096];
    const ssize_t length = ::readlink(link, target, sizeof(target));
    return length > 0 ? std::string(target, static_cast<std::size_t>(length)) : std::string();
}

void beforeSaveCall(const std::string &path)
{
    const bool isCounted = (plan().where == "save" && path.find("/.tmp-step-") != std::string::npos)
        || (plan().where == "model" && path.find(".bafo-partial-") != std::string::npos);
    if (isCounted && g_numSaveCalls++ == plan().moment) {
        ::raise(SIGKILL);
    }
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
    if (plan().moment < 0) {
        return real(fd, bytes, size);
    }
    const std::string path = pathOf(fd);
    beforeSaveCall(path);
    const bool isChosenLine = plan().where != "save" && plan().where != "model" && path.ends_with("/events.jsonl")
        && g_numLines++ == plan().moment;
    if (isChosenLine && plan().where != "after") {
        if (plan().where == "torn") {
            (void)!real(fd, bytes, size / 2);
        }
        ::raise(SIGKILL);
    }
    const ssize_t written = real(fd, bytes, size);
    if (isChosenLine) {
        ::raise(SIGKILL);
    }
    return written;
}

BAFO_EXPORT int fsync(int fd)
{
    static const auto real = next<int (*)(int)>("fsync");
    beforeSaveCall(pathOf(fd));
    return real(fd);
}

BAFO_EXPORT int rename(const char *from, const char *to) noexcept
{
    static const auto real = next<int (*)(const char *, const char *)>("rename");
    beforeSaveCall(from);
    return real(from, to);
}

BAFO_EXPORT int mkdir(const char *path, mode_t mode) noexcept
{
    static const auto real = next<int (*)(const char *, mode_t)>("mkdir");
    beforeSaveCall(path);
    return real(path, mode);
}
