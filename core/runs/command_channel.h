// SPDX-License-Identifier: Apache-2.0
// commands.jsonl of a run: anybody appends a line, the worker reads them on a thread of its own.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/protocol/commands.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace bafo::runs {

/// Appends one line by one write.
Result<void> sendCommand(const Path &path, const protocol::Command &command);

/// Reads on from a byte offset; lines that are no commands are passed over. One thread at a time.
class CommandReader {
public:
    explicit CommandReader(Path path, std::uint64_t offset = 0)
        : m_path(std::move(path))
        , m_offset(offset)
    {
    }

    Result<std::vector<protocol::Command>> poll();
    [[nodiscard]] std::uint64_t offset() const { return m_offset; }

private:
    Path m_path;
    std::uint64_t m_offset;
};

/// Polls a reader and hands every command on, from its own thread, until destroyed, those too that came just before.
/// Commands that lay there before a
/// worker began were meant for the one before: start behind them.
class CommandListener {
public:
    CommandListener(CommandReader reader, std::chrono::milliseconds interval,
                    std::function<void(const protocol::Command &)> handle);
    ~CommandListener();
    CommandListener(const CommandListener &) = delete;
    CommandListener &operator=(const CommandListener &) = delete;

private:
    void listen(std::stop_token stop);

    CommandReader m_reader;
    std::chrono::milliseconds m_interval;
    std::function<void(const protocol::Command &)> m_handle;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_thread; ///< last: it uses all above
};

} // namespace bafo::runs
