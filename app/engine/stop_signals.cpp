// SPDX-License-Identifier: Apache-2.0
#include "app/engine/stop_signals.h"

#include <csignal>
#include <ctime>
#include <utility>

namespace bafo::engine {
namespace {

sigset_t watchedSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    return signals;
}

} // namespace

StopSignals::StopSignals(std::function<void()> onStop)
    : m_onStop(std::move(onStop))
{
    const sigset_t signals = watchedSignals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    m_thread = std::jthread([this](const std::stop_token &stop) { wait(stop); });
}

void StopSignals::wait(const std::stop_token &stop)
{
    const sigset_t signals = watchedSignals();
    constexpr timespec kLookUp{.tv_sec = 0, .tv_nsec = 100'000'000};
    while (!stop.stop_requested()) {
        if (sigtimedwait(&signals, nullptr, &kLookUp) > 0) {
            m_onStop();
        }
    }
}

} // namespace bafo::engine
