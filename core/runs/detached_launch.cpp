// SPDX-License-Identifier: Apache-2.0
#include "core/runs/detached_launch.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bafo::runs {
namespace {

/// What the children tell the parent before they go their own way: the worker's pid, or what went wrong.
struct Report {
    std::int64_t pid = 0;
    int error = 0;
};

void tell(int descriptor, const Report &report)
{
    (void)!::write(descriptor, &report, sizeof(report));
}

void closeAbove(int lowest, int keep)
{
    const int limit = static_cast<int>(std::min<long>(::sysconf(_SC_OPEN_MAX), 65536));
    for (int descriptor = lowest; descriptor < limit; ++descriptor) {
        if (descriptor != keep) {
            ::close(descriptor);
        }
    }
}

/// Signals as a fresh program has them, but for SIGPIPE.
void resetSignals()
{
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int number : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGCHLD, SIGUSR1, SIGUSR2}) {
        ::signal(number, SIG_DFL);
    }
    ::signal(SIGPIPE, SIG_IGN);
}

[[noreturn]] void becomeWorker(const std::vector<char *> &argv, const char *folder, int output, int report)
{
    resetSignals();
    const int nothing = ::open("/dev/null", O_RDONLY);
    if (::chdir(folder) != 0 || nothing < 0 || ::dup2(nothing, 0) < 0 || ::dup2(output, 1) < 0
        || ::dup2(output, 2) < 0) {
        tell(report, {.pid = 0, .error = errno});
        ::_exit(127);
    }
    closeAbove(3, report); // the report closes itself when exec succeeds
    ::execv(argv[0], argv.data());
    tell(report, {.pid = 0, .error = errno});
    ::_exit(127);
}

[[noreturn]] void becomeOutputKeeper(int input, const Path &path, std::uint64_t maxBytes)
{
    for (const int number : {SIGHUP, SIGINT, SIGTERM, SIGPIPE, SIGXFSZ}) {
        ::signal(number, SIG_IGN);
    }
    ::dup2(::open("/dev/null", O_RDWR), 0);
    ::dup2(0, 1);
    ::dup2(0, 2);
    closeAbove(3, input);
    keepCapped(input, path, maxBytes);
    ::_exit(0);
}

/// Runs in the first child: leads a session of its own, makes the two others and ends.
[[noreturn]] void startBoth(const std::vector<char *> &argv, const Path &folder, const Path &outputLog,
                            std::uint64_t maxBytes, int report)
{
    ::setsid();
    std::array<int, 2> output = {};
    if (::pipe2(output.data(), O_CLOEXEC) != 0) {
        tell(report, {.pid = 0, .error = errno});
        ::_exit(1);
    }
    const pid_t worker = ::fork();
    if (worker == 0) {
        ::close(output[0]);
        becomeWorker(argv, folder.c_str(), output[1], report);
    }
    ::close(output[1]);
    const pid_t keeper = worker < 0 ? -1 : ::fork();
    if (keeper == 0) {
        ::close(report);
        becomeOutputKeeper(output[0], outputLog, maxBytes);
    }
    tell(report, {.pid = worker, .error = worker < 0 || keeper < 0 ? errno : 0});
    ::_exit(0);
}

bool readReport(int descriptor, Report &report)
{
    ssize_t got = 0;
    do {
        got = ::read(descriptor, &report, sizeof(report));
    } while (got < 0 && errno == EINTR);
    return got == static_cast<ssize_t>(sizeof(report));
}

} // namespace

void keepCapped(int descriptor, const Path &path, std::uint64_t maxBytes)
{
    const std::uint64_t half = std::max<std::uint64_t>(maxBytes / 2, 1);
    const Path later = path.string() + ".1";
    int first = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    const off_t existing = first < 0 ? 0 : ::lseek(first, 0, SEEK_END);
    std::uint64_t room = half - std::min<std::uint64_t>(half, existing > 0 ? static_cast<std::uint64_t>(existing) : 0);
    int target = first;
    std::array<char, 1 << 16> buffer;
    while (true) {
        const ssize_t got = ::read(descriptor, buffer.data(), buffer.size());
        if (got == 0 || (got < 0 && errno != EINTR)) {
            break;
        }
        std::size_t begin = 0;
        while (got > 0 && begin < static_cast<std::size_t>(got)) {
            if (room == 0) {
                if (target >= 0) {
                    ::close(target);
                }
                target = ::open(later.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
                room = half;
            }
            const std::size_t count = std::min<std::uint64_t>(room, static_cast<std::size_t>(got) - begin);
            // A full disk loses this piece of output and nothing else: the worker must never wait.
            (void)!::write(target, buffer.data() + begin, count);
            begin += count;
            room -= count;
        }
    }
    if (target >= 0) {
        ::close(target);
    }
}

Result<std::int64_t> launchDetached(const std::vector<std::string> &argv, const Path &workingFolder,
                                    const Path &outputLog, std::uint64_t maxOutputBytes)
{
    // On the worker's way to exec nothing allocates: the parent may have threads.
    std::vector<std::string> texts = argv;
    std::vector<char *> pointers;
    for (std::string &text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    std::array<int, 2> report = {};
    if (::pipe2(report.data(), O_CLOEXEC) != 0) {
        return fail(ErrorCode::internal, std::string("cannot make a pipe: ") + std::strerror(errno));
    }
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(report[0]);
        startBoth(pointers, workingFolder, outputLog, maxOutputBytes, report[1]);
    }
    ::close(report[1]);
    Report started;
    Report failure;
    // Either order: the launcher tells the pid; a worker that could not become the program tells why.
    Report message;
    bool isFailed = child < 0;
    while (child > 0 && readReport(report[0], message)) {
        (message.error != 0 ? failure : started) = message;
        isFailed = isFailed || message.error != 0;
    }
    ::close(report[0]);
    if (child > 0) {
        ::waitpid(child, nullptr, 0);
    }
    if (isFailed || started.pid == 0) {
        return fail(ErrorCode::internal, "cannot start " + argv.front() + ": " + std::strerror(failure.error),
                    "check that the program is beside bafo and that the run folder exists");
    }
    return started.pid;
}

} // namespace bafo::runs
