// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/local_rank_launcher.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bafo::distributed {
namespace {

constexpr int kStatusDescriptor = 3;
constexpr std::size_t kMaxReadBytes = 64U << 10U;

/// Two ends that no exec inherits, and whose numbers are out of the way of a child's own.
Result<std::array<int, 2>> makePipe()
{
    constexpr int kLowest = 16;
    std::array<int, 2> low = {};
    if (::pipe2(low.data(), O_CLOEXEC) != 0) {
        return fail(ErrorCode::internal, std::string("cannot make a pipe: ") + std::strerror(errno));
    }
    std::array<int, 2> high = {};
    for (std::size_t i = 0; i < low.size(); ++i) {
        high[i] = ::fcntl(low[i], F_DUPFD_CLOEXEC, kLowest);
        ::close(low[i]);
    }
    if (high[0] < 0 || high[1] < 0) {
        for (const int end : high) {
            ::close(end);
        }
        return fail(ErrorCode::internal, "cannot make a pipe: this process may not open more files",
                    "raise the limit of open files (ulimit -n)");
    }
    return high;
}

/// Signals as a fresh program has them, but for SIGPIPE; a rank that can be asked to stop holds the question back.
void resetSignals(bool isStopHeld)
{
    for (const int number : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGCHLD, SIGUSR1, SIGUSR2}) {
        ::signal(number, SIG_DFL);
    }
    ::signal(SIGPIPE, SIG_IGN);
    sigset_t held;
    ::sigemptyset(&held);
    if (isStopHeld) {
        ::sigaddset(&held, SIGTERM);
        ::sigaddset(&held, SIGINT);
    }
    ::sigprocmask(SIG_SETMASK, &held, nullptr);
}

struct ChildPlan {
    const std::vector<char *> &argv;
    pid_t parent;
    bool isStopHeld;
    int status;
    int report; ///< closes itself when exec succeeds; else the error is written to it
};

/// Nothing here allocates: the parent may have threads.
[[noreturn]] void becomeRank(const ChildPlan &plan)
{
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != plan.parent) { // it went before the kernel knew
        ::_exit(127);
    }
    resetSignals(plan.isStopHeld);
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing >= 0 && ::dup2(nothing, 0) >= 0 && ::dup2(plan.status, kStatusDescriptor) >= 0) {
        const int limit = static_cast<int>(std::min<long>(::sysconf(_SC_OPEN_MAX), 65536));
        for (int descriptor = kStatusDescriptor + 1; descriptor < limit; ++descriptor) {
            if (descriptor != plan.report) {
                ::close(descriptor);
            }
        }
        ::execv(plan.argv[0], plan.argv.data());
    }
    const int error = errno;
    (void)!::write(plan.report, &error, sizeof(error));
    ::_exit(127);
}

/// Waits until the child has become the program; the error where it could not.
int errorOfExec(int report)
{
    int error = 0;
    ssize_t got = 0;
    do {
        got = ::read(report, &error, sizeof(error));
    } while (got < 0 && errno == EINTR);
    return got == static_cast<ssize_t>(sizeof(error)) ? error : 0;
}

} // namespace

LocalRankLauncher::~LocalRankLauncher()
{
    for (std::size_t rank = 0; rank < m_children.size(); ++rank) {
        signal(static_cast<int>(rank), SIGKILL);
        if (m_children[rank].status >= 0) {
            ::close(m_children[rank].status);
        }
    }
}

Result<void> LocalRankLauncher::start(const std::vector<std::string> &arguments)
{
    std::vector<std::string> texts{m_program.string()};
    texts.insert(texts.end(), arguments.begin(), arguments.end());
    texts.push_back("--status-fd=" + std::to_string(kStatusDescriptor));
    std::vector<char *> argv;
    for (std::string &text : texts) {
        argv.push_back(text.data());
    }
    argv.push_back(nullptr);
    const auto status = BAFO_TRY(makePipe());
    const auto report = makePipe();
    if (!report) {
        ::close(status[0]);
        ::close(status[1]);
        return fail(report.error());
    }
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    const int forkError = errno;
    if (child == 0) {
        becomeRank({argv, parent, m_children.empty(), status[1], (*report)[1]});
    }
    ::close(status[1]);
    ::close((*report)[1]);
    if (child > 0) {
        ::setpgid(child, child); // whoever is first: nobody may signal the group before it is there
    }
    const int error = child < 0 ? forkError : errorOfExec((*report)[0]);
    ::close((*report)[0]);
    if (error != 0) {
        ::close(status[0]);
        if (child > 0) {
            ::waitpid(child, nullptr, 0);
        }
        return fail(ErrorCode::internal, "cannot start " + texts.front() + ": " + std::strerror(error),
                    "check that the program is there and that this user may start so many processes");
    }
    ::fcntl(status[0], F_SETFL, ::fcntl(status[0], F_GETFL) | O_NONBLOCK);
    m_children.push_back({.pid = child, .status = status[0]});
    return {};
}

void LocalRankLauncher::wait(std::chrono::milliseconds limit)
{
    std::vector<pollfd> pipes;
    for (const Child &child : m_children) {
        if (child.status >= 0) {
            pipes.push_back({.fd = child.status, .events = POLLIN, .revents = 0});
        }
    }
    ::poll(pipes.data(), pipes.size(), static_cast<int>(limit.count()));
}

RankProcess LocalRankLauncher::poll(int rank)
{
    Child &child = m_children.at(static_cast<std::size_t>(rank));
    siginfo_t info = {};
    if (child.end.hasEnded() || ::waitid(P_PID, static_cast<id_t>(child.pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0
        || info.si_pid == 0) {
        return child.end;
    }
    // While the rank is not reaped yet its number is nobody else's: what it has started goes with it.
    ::kill(static_cast<pid_t>(-child.pid), SIGKILL);
    ::waitpid(static_cast<pid_t>(child.pid), nullptr, 0);
    child.end = {.state = info.si_code == CLD_EXITED ? RankProcess::State::exited : RankProcess::State::killed,
                 .number = info.si_status};
    return child.end;
}

std::int64_t LocalRankLauncher::processOf(int rank) const
{
    return m_children.at(static_cast<std::size_t>(rank)).pid;
}

std::string LocalRankLauncher::readStatus(int rank)
{
    Child &child = m_children.at(static_cast<std::size_t>(rank));
    std::string bytes(child.status < 0 ? 0 : kMaxReadBytes, '\0');
    const ssize_t got = bytes.empty() ? -1 : ::read(child.status, bytes.data(), bytes.size());
    if (got == 0) { // or wait() would come back at once for ever
        ::close(child.status);
        child.status = -1;
    }
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
}

void LocalRankLauncher::signal(int rank, int number)
{
    const Child &child = m_children.at(static_cast<std::size_t>(rank));
    if (!child.end.hasEnded()) {
        ::kill(static_cast<pid_t>(number == SIGKILL ? -child.pid : child.pid), number);
    }
}

} // namespace bafo::distributed
