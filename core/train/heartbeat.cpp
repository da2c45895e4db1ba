// SPDX-License-Identifier: Apache-2.0
#include "core/train/heartbeat.h"

#include "core/protocol/events.h"

namespace bafo::train {

Heartbeat::Heartbeat(protocol::EventSink &events, const Clock &clock, std::chrono::milliseconds interval)
    : m_events(events)
    , m_clock(clock)
    , m_interval(interval)
    , m_lastStepMs(clock.wallMs())
    , m_thread([this](std::stop_token stop) { beat(std::move(stop)); })
{
}

Heartbeat::~Heartbeat()
{
    m_thread.request_stop();
    m_wake.notify_all();
}

void Heartbeat::noteStep(std::int64_t step)
{
    m_step = step;
    m_lastStepMs = m_clock.wallMs();
}

void Heartbeat::beat(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        // Woken early only by the stop token.
        m_wake.wait_for(lock, stop, m_interval, [] { return false; });
        if (!stop.stop_requested()) {
            (void)m_events.emit(protocol::Heartbeat{.step = m_step, .lastProgressAt = m_lastStepMs});
        }
    }
}

} // namespace bafo::train
