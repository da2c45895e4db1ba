// SPDX-License-Identifier: Apache-2.0
#include "app/engine/serve_channel.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include <poll.h>
#include <unistd.h>

namespace bafo::engine {
namespace {

constexpr std::size_t kMaxWaiting = 64;
constexpr int kLookUpMs = 100;

} // namespace

ServeOutput::ServeOutput()
    : m_fd(::dup(STDOUT_FILENO))
{
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    std::signal(SIGPIPE, SIG_IGN);
}

ServeOutput::~ServeOutput()
{
    ::close(m_fd);
}

bool ServeOutput::tell(const nlohmann::json &event)
{
    const std::string line = event.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    const std::lock_guard lock(m_mutex);
    for (std::size_t done = 0; done < line.size() && !m_isBroken;) {
        const ssize_t count = ::write(m_fd, line.data() + done, line.size() - done);
        if (count >= 0) {
            done += static_cast<std::size_t>(count);
        } else if (errno != EINTR) {
            m_isBroken = true;
        }
    }
    return !m_isBroken;
}

RequestReader::RequestReader(ServeOutput &output)
    : m_output(output)
    , m_thread([this](const std::stop_token &ended) { read(ended); })
{
}

std::optional<ServeRequest> RequestReader::next()
{
    std::unique_lock lock(m_mutex);
    m_currentId.clear();
    m_changed.wait(lock, [this] { return m_isAtEnd || !m_waiting.empty(); });
    if (m_waiting.empty()) {
        return std::nullopt;
    }
    ServeRequest request = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_current = std::stop_source();
    if (const auto *answer = std::get_if<AnswerRequest>(&request)) {
        m_currentId = answer->id;
    }
    return request;
}

std::stop_token RequestReader::stopToken()
{
    const std::lock_guard lock(m_mutex);
    return m_current.get_token();
}

void RequestReader::read(const std::stop_token &ended)
{
    std::array<char, 65536> bytes{};
    while (!ended.stop_requested() && !m_hasQuit) {
        pollfd input = {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
        if (::poll(&input, 1, kLookUpMs) <= 0) {
            continue; // nothing yet, or a signal
        }
        const ssize_t count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
        if (count > 0) {
            takeBytes(bytes.data(), static_cast<std::size_t>(count));
        } else if (count == 0 || errno != EINTR) {
            break;
        }
    }
    const std::lock_guard lock(m_mutex);
    m_isAtEnd = true;
    m_changed.notify_all();
}

void RequestReader::takeBytes(const char *bytes, std::size_t count)
{
    for (const char *const end = bytes + count; bytes < end;) {
        const char *const lineEnd = std::find(bytes, end, '\n');
        if (!m_isSkipping) {
            m_line.append(bytes, lineEnd);
        }
        if (m_line.size() > kMaxRequestBytes) {
            m_isSkipping = true;
            m_line.clear();
            m_output.tell(errorEvent({}, {ErrorCode::config, "a request is longer than 4 MiB", "shorten the text"}));
        }
        if (lineEnd == end) {
            return;
        }
        if (!m_isSkipping && !m_line.empty()) {
            takeLine(m_line);
        }
        m_line.clear();
        m_isSkipping = false;
        bytes = lineEnd + 1;
    }
}

void RequestReader::takeLine(std::string_view line)
{
    ReadRequest read = readRequest(line);
    if (!read.request) {
        m_output.tell(errorEvent(read.id, read.request.error()));
    } else if (const auto *wanted = std::get_if<StopRequest>(&*read.request)) {
        stop(wanted->id);
    } else if (std::holds_alternative<QuitRequest>(*read.request)) {
        quit();
    } else {
        const std::lock_guard lock(m_mutex);
        if (m_waiting.size() < kMaxWaiting) {
            m_waiting.push_back(std::move(*read.request));
            m_changed.notify_all();
        } else {
            m_output.tell(errorEvent(
                read.id, {ErrorCode::inUse, "64 requests are waiting already", "wait for answers before asking on"}));
        }
    }
}

void RequestReader::stop(const std::string &id)
{
    const std::lock_guard lock(m_mutex);
    if (m_currentId == id) {
        m_current.request_stop();
        return;
    }
    const auto found = std::find_if(m_waiting.begin(), m_waiting.end(), [&id](const ServeRequest &request) {
        const auto *answer = std::get_if<AnswerRequest>(&request);
        return answer != nullptr && answer->id == id;
    });
    if (found != m_waiting.end()) {
        m_waiting.erase(found);
        generate::Generation nothing;
        nothing.stopReason = generate::StopReason::cancelled;
        m_output.tell(doneEvent(id, {}, nothing));
    }
}

void RequestReader::quit()
{
    const std::lock_guard lock(m_mutex);
    m_waiting.clear();
    m_current.request_stop();
    m_isAtEnd = true;
    m_changed.notify_all();
    m_hasQuit = true;
}

} // namespace bafo::engine
