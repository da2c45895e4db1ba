// SPDX-License-Identifier: Apache-2.0
// What a rank tells the supervisor on its status pipe: one line of JSON a message.
//
// Goals: whoever watches sees that a rank lives, how far it is, and what became of it, without asking. Non-goals:
// events for people (rank 0 writes the log itself), data between ranks (collectives). The pipe belongs to one version
// of the program on both ends; what cannot be read on it is passed over, since a stray print may get there. Rejected:
// exit codes alone (they cannot say that another rank was the cause), files (nobody sees them grow stale).
#pragma once

#include "core/base/result.h"
#include "core/protocol/events.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace bafo::distributed {

/// Longer lines are none of ours.
inline constexpr std::size_t kMaxRankLineBytes = 64U << 10U;

/// Told every second, from a thread that does nothing else.
struct RankBeat {
    std::int64_t step = 0; ///< steps done
    std::int64_t numCollectives
        = 0; ///< begun since the rank started: whoever has begun the fewest keeps others waiting
    std::string phase = {}; ///< as phase_changed has it; empty before the first
    std::string collective = {}; ///< that the rank is in; empty outside of all
};

/// The last message of a rank.
struct RankReport {
    std::string outcome = {}; ///< finished, cancelled, stopped, failed
    std::int64_t step = 0;
    std::string outputModel = {};
    Error error = {}; ///< where it failed
    bool hasLostPeer = false; ///< it failed because a collective did: another rank went away or did not come

    [[nodiscard]] bool isFailed() const { return outcome == "failed"; }
};

/// A warning is that of a rank which writes no log.
using RankMessage = std::variant<RankBeat, RankReport, protocol::Warning>;

/// One line with its line break, shorter than kMaxRankLineBytes: texts that are too long are cut.
[[nodiscard]] std::string encodeRankLine(const RankMessage &message);

/// Fails (data) on every line that encodeRankLine would not write, but for unknown fields, which are left out.
[[nodiscard]] Result<RankMessage> decodeRankLine(std::string_view line);

} // namespace bafo::distributed
