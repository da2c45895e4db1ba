// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/rank_supervisor.h"

#include "core/base/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <utility>

namespace bafo::distributed {
namespace {

constexpr std::chrono::milliseconds kLookInterval(50);
constexpr std::int64_t kLongestLookMs = 1'000; ///< between two looks of a process that runs
constexpr std::size_t kMaxWarnings = 100;
constexpr int kMaxLastReads = 64; ///< of a rank that has ended: a pipe holds less, but for a heir that goes on writing

} // namespace

RankSupervisor::RankSupervisor(RankLauncher &launcher, const Clock &clock, const SupervisionSettings &settings)
    : m_launcher(launcher)
    , m_clock(clock)
    , m_settings(settings)
{
}

RanksEnd RankSupervisor::run(const std::vector<std::vector<std::string>> &arguments,
                             const std::function<bool()> &isStopAsked, const std::function<void()> &onStarted)
{
    const auto started = startAll(arguments);
    if (!started) {
        const int failed = static_cast<int>(m_ranks.size());
        Error error = started.error();
        error.message = fmt::format("rank {} of {}: {}", failed, arguments.size(), error.message);
        endAll();
        return {.rank = failed, .end = fail(std::move(error)), .warnings = std::move(m_warnings)};
    }
    onStarted();
    watch(isStopAsked);
    m_culprit = findCulprit(records());
    endAll();
    return conclude();
}

Result<void> RankSupervisor::startAll(const std::vector<std::vector<std::string>> &arguments)
{
    m_lastLookMs = nowMs();
    for (const std::vector<std::string> &words : arguments) {
        BAFO_TRY(m_launcher.start(words));
        m_ranks.emplace_back().lastWordMs = nowMs();
    }
    return {};
}

void RankSupervisor::watch(const std::function<bool()> &isStopAsked)
{
    bool hasAskedToStop = false;
    lookAtAll();
    while (!haveAllEnded() && !isTimeForVerdict()) {
        if (!hasAskedToStop && isStopAsked()) {
            m_launcher.signal(0, SIGTERM);
            hasAskedToStop = true;
        }
        endThoseWhoLinger();
        m_launcher.wait(kLookInterval);
        lookAtAll();
    }
}

void RankSupervisor::lookAtAll()
{
    const std::int64_t now = nowMs();
    const std::int64_t asleepMs = std::max<std::int64_t>(now - m_lastLookMs - kLongestLookMs, 0);
    m_lastLookMs = now;
    for (std::size_t rank = 0; rank < m_ranks.size(); ++rank) {
        Watched &watched = m_ranks[rank];
        watched.lastWordMs += asleepMs;
        // The process first, the pipe second: what a rank said before it ended is heard before it counts as gone.
        watched.record.process = m_launcher.poll(static_cast<int>(rank));
        int numReads = watched.record.process.hasEnded() ? kMaxLastReads : 1;
        std::string bytes;
        do {
            bytes = m_launcher.readStatus(static_cast<int>(rank));
            watched.lines.add(bytes, [&](RankMessage message) { take(rank, std::move(message)); });
        } while (!bytes.empty() && --numReads > 0);
        watched.record.silentMs = now - watched.lastWordMs;
        watched.record.isGivenUp = watched.record.isGivenUp || watched.record.silentMs > m_settings.silenceMs;
    }
}

void RankSupervisor::take(std::size_t rank, RankMessage message)
{
    Watched &watched = m_ranks[rank];
    watched.lastWordMs = m_lastLookMs;
    if (auto *beat = std::get_if<RankBeat>(&message)) {
        watched.record.beat = std::move(*beat);
    } else if (auto *warning = std::get_if<protocol::Warning>(&message)) {
        warn(static_cast<int>(rank), std::move(*warning));
    } else if (!watched.record.report) {
        watched.record.report = std::move(std::get<RankReport>(message));
        watched.reportedMs = m_lastLookMs;
    }
}

void RankSupervisor::warn(int rank, protocol::Warning warning)
{
    if (m_warnings.size() < kMaxWarnings) {
        m_warnings.push_back({.rank = rank, .warning = std::move(warning)});
    }
}

/// Some libraries do not let a process end that has nothing to do any more.
void RankSupervisor::endThoseWhoLinger()
{
    for (std::size_t rank = 0; rank < m_ranks.size(); ++rank) {
        const Watched &watched = m_ranks[rank];
        if (watched.record.report && m_lastLookMs - watched.reportedMs > m_settings.exitMs) {
            m_launcher.signal(static_cast<int>(rank), SIGKILL);
        }
    }
}

bool RankSupervisor::isTimeForVerdict()
{
    for (const Watched &watched : m_ranks) {
        const RankFault fault = faultOf(watched.record);
        if (fault != RankFault::none && !m_faultMs) {
            m_faultMs = m_lastLookMs;
        }
        if (fault > RankFault::lostPeer && !m_ownFaultMs) {
            m_ownFaultMs = m_lastLookMs;
        }
    }
    const auto isOver = [this](const std::optional<std::int64_t> &since, std::int64_t limitMs) {
        return since && m_lastLookMs - *since >= limitMs;
    };
    const bool isLeaderLong = hasLeaderSucceeded() && m_lastLookMs - m_ranks.front().reportedMs >= m_settings.followMs;
    return isLeaderLong || isOver(m_ownFaultMs, m_settings.settleMs) || isOver(m_faultMs, m_settings.blameMs);
}

void RankSupervisor::endAll()
{
    const auto waitUpTo = [this](std::int64_t limitMs) {
        const std::int64_t begin = nowMs();
        lookAtAll();
        while (!haveAllEnded() && nowMs() - begin < limitMs) {
            m_launcher.wait(kLookInterval);
            lookAtAll();
        }
    };
    if (haveAllEnded()) {
        return;
    }
    signalLiving(SIGTERM);
    waitUpTo(m_settings.graceMs);
    signalLiving(SIGKILL);
    waitUpTo(m_settings.killMs);
}

bool RankSupervisor::haveAllEnded() const
{
    return std::ranges::all_of(m_ranks, [](const Watched &watched) { return watched.record.process.hasEnded(); });
}

void RankSupervisor::signalLiving(int number)
{
    for (std::size_t rank = 0; rank < m_ranks.size(); ++rank) {
        if (!m_ranks[rank].record.process.hasEnded()) {
            m_launcher.signal(static_cast<int>(rank), number);
        }
    }
}

std::int64_t RankSupervisor::nowMs() const
{
    return m_clock.steadyNs() / 1'000'000;
}

std::vector<RankRecord> RankSupervisor::records() const
{
    std::vector<RankRecord> all;
    for (const Watched &watched : m_ranks) {
        all.push_back(watched.record);
    }
    return all;
}

bool RankSupervisor::hasLeaderSucceeded() const
{
    return m_ranks.front().record.report && !m_ranks.front().record.report->isFailed();
}

RanksEnd RankSupervisor::conclude()
{
    for (std::size_t rank = 0; rank < m_ranks.size(); ++rank) {
        if (!m_ranks[rank].record.process.hasEnded()) {
            warn(static_cast<int>(rank),
                 {.code = "rank_does_not_end",
                  .message = fmt::format("the process of rank {} of {} does not end", rank, m_ranks.size()),
                  .hint = "it waits for a device: restart the machine if it stays"});
        }
    }
    if (!hasLeaderSucceeded()) {
        BAFO_CHECK(m_culprit.has_value(), "ranks that all end well end with a report of rank 0");
        return {.rank = m_culprit->rank, .end = fail(m_culprit->error), .warnings = std::move(m_warnings)};
    }
    const RankReport &report = *m_ranks.front().record.report;
    if (m_culprit) {
        warn(m_culprit->rank,
             {.code = "rank_lost_at_the_end",
              .message = m_culprit->error.message,
              .hint = "the run had come to its end: nothing of it is lost"});
    }
    return {.rank = 0,
            .end = runs::RunEnd{.outcome = report.outcome, .step = report.step, .outputModel = report.outputModel},
            .warnings = std::move(m_warnings)};
}

} // namespace bafo::distributed
