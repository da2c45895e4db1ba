// SPDX-License-Identifier: Apache-2.0
#include "core/runs/command_channel.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace bafo::runs {
namespace {

constexpr std::size_t kMaxPollBytes = 1U << 20U;

} // namespace

Result<void> sendCommand(const Path &path, const protocol::Command &command)
{
    const std::string line = protocol::encodeCommand(command);
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (descriptor < 0) {
        return fail(ErrorCode::data, "cannot open " + path.string() + ": " + std::strerror(errno),
                    "check that the run exists and is yours");
    }
    const ssize_t put = ::write(descriptor, line.data(), line.size());
    const int error = errno;
    ::close(descriptor);
    if (put != static_cast<ssize_t>(line.size())) {
        return fail(put >= 0 || error == ENOSPC ? ErrorCode::diskFull : ErrorCode::data,
                    "cannot write the command to " + path.string() + ": "
                        + (put >= 0 ? "the disk is full" : std::strerror(error)),
                    "free some space, then send it again");
    }
    return {};
}

Result<std::vector<protocol::Command>> CommandReader::poll()
{
    std::vector<protocol::Command> commands;
    const int descriptor = ::open(m_path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return commands;
    }
    std::string bytes(kMaxPollBytes, '\0');
    const ssize_t got = ::pread(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(m_offset));
    ::close(descriptor);
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    std::size_t begin = 0;
    for (std::size_t end = bytes.find('\n'); end != std::string::npos; end = bytes.find('\n', begin)) {
        auto command = protocol::decodeCommand(std::string_view(bytes).substr(begin, end - begin));
        if (command) {
            commands.push_back(std::move(*command));
        }
        begin = end + 1;
    }
    if (begin == 0 && bytes.size() == kMaxPollBytes) {
        begin = bytes.size(); // a line longer than any command: leave it behind
    }
    m_offset += begin;
    return commands;
}

CommandListener::CommandListener(CommandReader reader, std::chrono::milliseconds interval,
                                 std::function<void(const protocol::Command &)> handle)
    : m_reader(std::move(reader))
    , m_interval(interval)
    , m_handle(std::move(handle))
    , m_thread([this](std::stop_token stop) { listen(stop); })
{
}

CommandListener::~CommandListener()
{
    m_thread.request_stop();
    m_wake.notify_all();
    m_thread.join();
}

void CommandListener::listen(std::stop_token stop)
{
    bool isLast = false;
    do {
        isLast = stop.stop_requested(); // then once more: what was sent before the end is heard
        if (const auto commands = m_reader.poll()) {
            for (const auto &command : *commands) {
                m_handle(command);
            }
        }
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, stop, m_interval, [] { return false; });
    } while (!isLast);
}

} // namespace bafo::runs
