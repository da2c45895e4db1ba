// SPDX-License-Identifier: Apache-2.0
// The two pipes of `bafo serve`: events that reach nobody but the reader of stdout, and requests read on a thread of
// their own, so that a stop comes through while a model speaks.
#pragma once

#include "app/engine/serve_protocol.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

namespace bafo::engine {

/// Takes stdout for itself and points fd 1 at stderr: a stray print of a library lands in the log. Thread-safe.
class ServeOutput {
public:
    ServeOutput();
    ~ServeOutput();
    ServeOutput(const ServeOutput &) = delete;
    ServeOutput &operator=(const ServeOutput &) = delete;

    /// One line. False where nobody reads any more; then and from then on nothing is written.
    bool tell(const nlohmann::json &event);

private:
    std::mutex m_mutex;
    int m_fd = -1;
    bool m_isBroken = false;
};

/// Reads stdin from construction to its end, a quit, or destruction. Stops and lines that cannot be understood are
/// dealt with on its thread; the others wait in line.
class RequestReader {
public:
    explicit RequestReader(ServeOutput &output);

    /// Waits for the next load, chat or complete; nothing after a quit, and after the end of stdin once all are taken.
    [[nodiscard]] std::optional<ServeRequest> next();

    /// Of the answer to the request that next() gave last: stopped by a stop for it, or by a quit.
    [[nodiscard]] std::stop_token stopToken();

private:
    void read(const std::stop_token &ended);
    void takeBytes(const char *bytes, std::size_t count);
    void takeLine(std::string_view line);
    void stop(const std::string &id);
    void quit();

    ServeOutput &m_output;
    std::string m_line;
    bool m_isSkipping = false; ///< the rest of a line that is too long
    bool m_hasQuit = false; ///< used by the reading thread only, as the two above
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<ServeRequest> m_waiting;
    std::string m_currentId;
    std::stop_source m_current;
    bool m_isAtEnd = false;
    std::jthread m_thread; ///< last: it uses all of the above
};

} // namespace bafo::engine
