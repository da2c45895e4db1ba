// SPDX-License-Identifier: Apache-2.0
// Ranks without processes, and a clock that moves only while somebody waits for them: what takes half a minute takes no
// time, and comes out the same every time.
#pragma once

#include "core/base/clock.h"
#include "core/distributed/rank_launcher.h"
#include "core/distributed/rank_message.h"

#include <csignal>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace bafo::fakes {

/// One thread.
class ScriptedRanks final : public distributed::RankLauncher, public Clock {
public:
    using RankProcess = distributed::RankProcess;

    struct Rank {
        RankProcess process = {};
        std::string unread = {}; ///< on its status pipe
        bool isBeating = true;
        distributed::RankBeat beat = {};
        std::vector<int> signals = {};
        std::vector<std::string> arguments = {};
    };

    /// So many ms after the beginning this happens.
    void at(std::int64_t ms, std::function<void()> happens) { m_plan.emplace(kBegin + ms, std::move(happens)); }

    /// Since the beginning.
    [[nodiscard]] std::int64_t elapsedMs() const { return m_ms - kBegin; }

    Rank &rank(int number) { return m_ranks.at(static_cast<std::size_t>(number)); }
    [[nodiscard]] std::size_t numRanks() const { return m_ranks.size(); }

    void tell(int number, const distributed::RankMessage &message)
    {
        rank(number).unread += distributed::encodeRankLine(message);
    }

    void end(int number, RankProcess::State state, int code)
    {
        const bool isHeld = unkillable.contains(number) || (lingering.contains(number) && code != SIGKILL);
        if (!isHeld && !rank(number).process.hasEnded()) {
            rank(number).process = {state, code};
        }
    }

    /// Reports and exits.
    void report(int number, const distributed::RankReport &report, int code = 0)
    {
        tell(number, report);
        end(number, RankProcess::State::exited, code);
    }

    [[nodiscard]] std::int64_t wallMs() const override { return m_ms; }
    [[nodiscard]] std::int64_t steadyNs() const override { return m_ms * 1'000'000; }

    Result<void> start(const std::vector<std::string> &arguments) override
    {
        if (static_cast<int>(m_ranks.size()) == failingStart) {
            return fail(ErrorCode::internal, "cannot start: no more processes", "end some");
        }
        m_ranks.emplace_back().arguments = arguments;
        return {};
    }

    void wait(std::chrono::milliseconds limit) override
    {
        m_ms += limit.count();
        while (!m_plan.empty() && m_plan.begin()->first <= m_ms) {
            const auto happens = m_plan.begin()->second;
            m_plan.erase(m_plan.begin());
            happens();
        }
        for (Rank &rank : m_ranks) {
            if (rank.isBeating && !rank.process.hasEnded() && m_ms % 1000 < limit.count()) {
                rank.unread += distributed::encodeRankLine(rank.beat);
            }
        }
    }

    RankProcess poll(int number) override { return rank(number).process; }
    [[nodiscard]] std::int64_t processOf(int) const override { return 0; }

    std::string readStatus(int number) override
    {
        std::string bytes = rank(number).unread.substr(0, 1000);
        rank(number).unread.erase(0, bytes.size());
        return bytes;
    }

    void signal(int number, int signal) override
    {
        rank(number).signals.push_back(signal);
        if (onSignal) {
            onSignal(number, signal);
        }
        end(number, RankProcess::State::killed, signal);
    }

    /// The machine slept.
    void skip(std::int64_t ms) { m_ms += ms; }

    int failingStart = -1; ///< this rank cannot be started
    std::set<int> lingering; ///< only SIGKILL ends these
    std::set<int> unkillable; ///< nothing does
    std::function<void(int rank, int signal)> onSignal;

private:
    static constexpr std::int64_t kBegin = 1'000'000;

    std::int64_t m_ms = kBegin;
    std::vector<Rank> m_ranks;
    std::multimap<std::int64_t, std::function<void()>> m_plan;
};

} // namespace bafo::fakes
