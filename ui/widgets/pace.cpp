// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pace.h"

#include <algorithm>

#include <ctime>

namespace bafo::ui {
namespace {

constexpr std::int64_t kRestPerWork = 400;

std::int64_t nowNs(clockid_t clock)
{
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

std::int64_t nowMs()
{
    return nowNs(CLOCK_MONOTONIC) / 1'000'000;
}

} // namespace

Pace::Pace(std::function<void()> work, QObject *parent)
    : QObject(parent)
    , m_work(std::move(work))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Pace::doNow);
}

void Pace::askFor()
{
    if (!m_timer.isActive()) {
        const std::int64_t left = m_lastMs + m_restMs - nowMs();
        m_timer.start(static_cast<int>(std::max<std::int64_t>(left, 0)));
    }
}

void Pace::doNow()
{
    m_timer.stop();
    const std::int64_t began = nowNs(CLOCK_THREAD_CPUTIME_ID);
    m_work();
    const std::int64_t rest = (nowNs(CLOCK_THREAD_CPUTIME_ID) - began) * kRestPerWork / 1'000'000;
    m_restMs = std::clamp<std::int64_t>(rest, kShortestPauseMs, kLongestPauseMs);
    m_lastMs = nowMs();
}

void Pace::reset()
{
    m_timer.stop();
    m_restMs = 0;
    m_lastMs = 0;
}

} // namespace bafo::ui
