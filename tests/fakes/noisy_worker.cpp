// SPDX-License-Identifier: Apache-2.0
// A library to preload into the real worker: it floods the worker's own stderr, from the thread that writes events.
//
// Before each line of the event log, 4 MB go to stderr until 100 MB have been offered. BAFO_TEST_NOISE is a path:
//   <path>.gate    made before the fifth line; the worker waits until the test has removed it
//   <path>.report  made when all is offered: "<bytes offered> <writes refused because nobody reads>"
// With BAFO_TEST_NOISE_SIGPIPE set, SIGPIPE ends the process again, as it does by default. Test code only.
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace {

constexpr long kTotalBytes = 100'000'000;
constexpr long kBytesALine = 4'000'000;
constexpr long kGateLine = 5;

using Write = ssize_t (*)(int, const void *, size_t);

std::atomic<long> g_numLines{0};
std::atomic<long> g_offered{0};
std::atomic<long> g_refused{0};

bool isEventLog(int fd)
{
    char link[64];
    std::snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    char target[4096];
    const ssize_t length = ::readlink(link, target, sizeof(target));
    return length > 0 && std::string(target, static_cast<std::size_t>(length)).ends_with("/events.jsonl");
}

void waitAtGate(const std::string &gate)
{
    if (std::getenv("BAFO_TEST_NOISE_SIGPIPE") != nullptr) {
        std::signal(SIGPIPE, SIG_DFL);
    }
    ::close(::open(gate.c_str(), O_WRONLY | O_CREAT, 0644));
    while (::access(gate.c_str(), F_OK) == 0) {
        ::usleep(1000);
    }
}

void makeNoise(Write real, const std::string &path)
{
    static const std::string noise(100'000, 'x');
    if (++g_numLines == kGateLine) {
        waitAtGate(path + ".gate");
    }
    for (long done = 0; done < kBytesALine && g_offered < kTotalBytes; done += 100'000) {
        if (real(STDERR_FILENO, noise.data(), noise.size()) < 0 && errno == EPIPE) {
            ++g_refused;
        }
        if ((g_offered += 100'000) == kTotalBytes) {
            const std::string report = std::to_string(g_offered) + " " + std::to_string(g_refused) + "\n";
            const int fd = ::open((path + ".report").c_str(), O_WRONLY | O_CREAT, 0644);
            (void)!real(fd, report.data(), report.size());
            ::close(fd);
        }
    }
}

} // namespace

extern "C" __attribute__((visibility("default"))) ssize_t write(int fd, const void *bytes, size_t size)
{
    static const auto real = reinterpret_cast<Write>(::dlsym(RTLD_NEXT, "write"));
    const char *path = std::getenv("BAFO_TEST_NOISE");
    if (path != nullptr && isEventLog(fd)) {
        makeNoise(real, path);
    }
    return real(fd, bytes, size);
}
