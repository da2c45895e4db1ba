// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/rank_verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <string>
#include <tuple>

namespace bafo::distributed {
namespace {

constexpr std::int64_t kQuietMs = 3000; ///< three beats: a rank that missed them is stopped, or its machine is

/// "after step 37", and what it did there.
std::string whereOf(const RankRecord &record)
{
    if (!record.beat) {
        return "before its first word";
    }
    const RankBeat &beat = *record.beat;
    std::string where = beat.step > 0 ? fmt::format("after step {}", beat.step) : std::string("before its first step");
    const std::string &doing = beat.collective.empty() ? beat.phase : beat.collective;
    return doing.empty() || (beat.collective.empty() && beat.step > 0 && beat.phase == "training")
        ? where
        : where + " (" + doing + ")";
}

std::string nameOfRank(std::size_t rank, std::size_t numRanks)
{
    return fmt::format("rank {} of {}", rank, numRanks);
}

/// "; ranks 1 and 3 too"
std::string othersIn(const std::vector<std::size_t> &ranks)
{
    if (ranks.size() < 2) {
        return {};
    }
    std::string names = std::to_string(ranks[1]);
    for (std::size_t i = 2; i < ranks.size(); ++i) {
        names += (i + 1 == ranks.size() ? " and " : ", ") + std::to_string(ranks[i]);
    }
    return fmt::format("; rank{} {} too", ranks.size() > 2 ? "s" : "", names);
}

/// A program dies of these by its own mistake; of others because somebody, or the system, ended it.
bool isCrash(int signal)
{
    return signal == SIGSEGV || signal == SIGBUS || signal == SIGILL || signal == SIGFPE || signal == SIGABRT;
}

Error errorOf(const std::string &name, const RankRecord &record, RankFault fault)
{
    const std::string where = whereOf(record);
    switch (fault) {
    case RankFault::killed:
        return {ErrorCode::internal,
                fmt::format("{} {} (signal {}) {}", name, isCrash(record.process.number) ? "crashed" : "was killed",
                            record.process.number, where),
                {}};
    case RankFault::silent:
        return {ErrorCode::internal,
                fmt::format("{} gave no sign of life for {} s {}: it is stopped, or its machine hangs", name,
                            record.silentMs / 1000, where),
                {}};
    case RankFault::reported:
        return {record.report->error.code, name + ": " + record.report->error.message, record.report->error.hint};
    case RankFault::endedSilently:
        return {ErrorCode::internal,
                record.process.state == RankProcess::State::killed
                    ? fmt::format("{} crashed (signal {}) {}", name, record.process.number, where)
                    : fmt::format("{} ended without a word (exit code {}) {}", name, record.process.number, where),
                {}};
    case RankFault::lostPeer:
    case RankFault::none:
        break;
    }
    return {};
}

/// Whom those who lost a peer waited for: a living rank without a report. The numbers are those of who had come least
/// far.
std::optional<std::size_t> absentRank(const std::vector<RankRecord> &ranks)
{
    const auto progressOf = [](const RankRecord &record) {
        const RankBeat beat = record.beat.value_or(RankBeat());
        return std::tuple(record.silentMs > kQuietMs ? 0 : 1, beat.numCollectives);
    };
    std::optional<std::size_t> last;
    bool isAlone = true;
    for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
        if (ranks[rank].report || ranks[rank].process.hasEnded()) {
            continue;
        }
        if (!last || progressOf(ranks[rank]) < progressOf(ranks[*last])) {
            last = rank;
            isAlone = true;
        } else if (progressOf(ranks[rank]) == progressOf(ranks[*last])) {
            isAlone = false;
        }
    }
    return isAlone ? last : std::nullopt;
}

Culprit blameForLostPeers(const std::vector<RankRecord> &ranks, std::size_t witness)
{
    const Error &told = ranks[witness].report->error;
    if (const auto absent = absentRank(ranks)) {
        return {static_cast<int>(*absent),
                {ErrorCode::internal,
                 fmt::format("{} did not come to the others {}: rank {} waited for it in vain ({})",
                             nameOfRank(*absent, ranks.size()), whereOf(ranks[*absent]), witness, told.message),
                 {}}};
    }
    return {0,
            {ErrorCode::internal,
             fmt::format("the {} ranks lost each other {}: {}", ranks.size(), whereOf(ranks[witness]), told.message),
             {}}};
}

} // namespace

RankFault faultOf(const RankRecord &record)
{
    if (record.report) { // how it ended afterwards is of no interest
        return !record.report->isFailed() ? RankFault::none
            : record.report->hasLostPeer  ? RankFault::lostPeer
                                          : RankFault::reported;
    }
    if (record.process.state == RankProcess::State::killed && record.process.number != SIGABRT) {
        return RankFault::killed;
    }
    if (record.process.hasEnded()) {
        return RankFault::endedSilently;
    }
    return record.isGivenUp ? RankFault::silent : RankFault::none;
}

std::optional<Culprit> findCulprit(const std::vector<RankRecord> &ranks)
{
    RankFault worst = RankFault::none;
    for (const RankRecord &record : ranks) {
        worst = std::max(worst, faultOf(record));
    }
    if (worst == RankFault::none) {
        return std::nullopt;
    }
    std::vector<std::size_t> guilty;
    for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
        if (faultOf(ranks[rank]) == worst) {
            guilty.push_back(rank);
        }
    }
    if (worst == RankFault::lostPeer) {
        return blameForLostPeers(ranks, guilty.front());
    }
    Culprit culprit{.rank = static_cast<int>(guilty.front()),
                    .error = errorOf(nameOfRank(guilty.front(), ranks.size()), ranks[guilty.front()], worst)};
    culprit.error.message += othersIn(guilty);
    return culprit;
}

} // namespace bafo::distributed
