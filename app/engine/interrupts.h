// SPDX-License-Identifier: Apache-2.0
// Ctrl+C while a model speaks: stops the answer, not the program.
#pragma once

#include <mutex>
#include <stop_token>
#include <thread>

namespace bafo::engine {

/// Blocks SIGINT in the thread that makes it, and in those started later; a thread of its own takes the signal and
/// hands it to the answer at hand. One in a program.
class Interrupts {
public:
    Interrupts();
    ~Interrupts();
    Interrupts(const Interrupts &) = delete;
    Interrupts &operator=(const Interrupts &) = delete;

    /// A fresh token; the next Ctrl+C stops it.
    [[nodiscard]] std::stop_token beginAnswer();

private:
    void watch(const std::stop_token &ended);

    std::mutex m_mutex;
    std::stop_source m_answer;
    std::jthread m_thread;
};

} // namespace bafo::engine
