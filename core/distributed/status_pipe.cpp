// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/status_pipe.h"

#include <cerrno>
#include <string>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace bafo::distributed {
namespace {

constexpr std::chrono::milliseconds kPatience(5000);

} // namespace

StatusPipe::StatusPipe(int descriptor, const RankProgress &progress, std::chrono::milliseconds interval)
    : m_descriptor(descriptor)
    , m_progress(progress)
    , m_interval(interval)
{
    if (m_descriptor < 0) {
        return;
    }
    ::fcntl(m_descriptor, F_SETFD, FD_CLOEXEC);
    ::fcntl(m_descriptor, F_SETFL, ::fcntl(m_descriptor, F_GETFL) | O_NONBLOCK);
    m_thread = std::jthread([this](std::stop_token stop) { beat(std::move(stop)); });
}

StatusPipe::~StatusPipe()
{
    if (m_descriptor < 0) {
        return;
    }
    m_thread.request_stop();
    m_wake.notify_all();
    m_thread.join();
    ::close(m_descriptor);
}

void StatusPipe::warn(const protocol::Warning &warning)
{
    put(warning, kPatience);
}

void StatusPipe::report(const RankReport &report)
{
    put(report, kPatience);
}

void StatusPipe::beat(std::stop_token stop)
{
    while (!stop.stop_requested()) {
        put(m_progress.now(), std::chrono::milliseconds(0));
        std::unique_lock lock(m_sleeping);
        m_wake.wait_for(lock, stop, m_interval, [] { return false; });
    }
}

void StatusPipe::put(const RankMessage &message, std::chrono::milliseconds patience)
{
    const std::lock_guard lock(m_writing);
    if (m_descriptor < 0 || m_hasReported) {
        return;
    }
    m_hasReported = std::holds_alternative<RankReport>(message);
    const std::string line = encodeRankLine(message);
    std::size_t done = 0;
    while (done < line.size()) {
        const ssize_t written = ::write(m_descriptor, line.data() + done, line.size() - done);
        if (written > 0) {
            done += static_cast<std::size_t>(written);
        } else if (written < 0 && errno == EAGAIN) {
            // A line that was begun is brought to its end, or the next one would be lost with it.
            pollfd room{.fd = m_descriptor, .events = POLLOUT, .revents = 0};
            if (::poll(&room, 1, static_cast<int>((done > 0 ? kPatience : patience).count())) == 0) {
                return;
            }
        } else if (written == 0 || errno != EINTR) {
            return; // nobody reads any more
        }
    }
}

} // namespace bafo::distributed
