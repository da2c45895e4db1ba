// SPDX-License-Identifier: Apache-2.0
#include "app/engine/interrupts.h"

#include <csignal>
#include <ctime>

namespace bafo::engine {
namespace {

sigset_t interruptOnly()
{
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGINT);
    return set;
}

} // namespace

Interrupts::Interrupts()
{
    const sigset_t set = interruptOnly();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_thread = std::jthread([this](const std::stop_token &ended) { watch(ended); });
}

Interrupts::~Interrupts() = default;

std::stop_token Interrupts::beginAnswer()
{
    const std::lock_guard lock(m_mutex);
    m_answer = std::stop_source();
    return m_answer.get_token();
}

void Interrupts::watch(const std::stop_token &ended)
{
    const sigset_t set = interruptOnly();
    constexpr timespec kPatience = {.tv_sec = 0, .tv_nsec = 100'000'000};
    while (!ended.stop_requested()) {
        if (::sigtimedwait(&set, nullptr, &kPatience) == SIGINT) {
            const std::lock_guard lock(m_mutex);
            m_answer.request_stop();
        }
    }
}

} // namespace bafo::engine
