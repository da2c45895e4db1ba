// SPDX-License-Identifier: Apache-2.0
// Bytes of a status pipe, as they come, to messages.
#pragma once

#include "core/distributed/rank_message.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace bafo::distributed {

/// Keeps at most one unfinished line of kMaxRankLineBytes. One thread.
class StatusLines {
public:
    /// Calls `take` for every message that became whole. Lines that are none are counted and passed over, however long.
    void add(std::string_view bytes, const std::function<void(RankMessage)> &take);

    [[nodiscard]] std::uint64_t numUnreadable() const { return m_numUnreadable; }

private:
    std::string m_line; ///< begun, not ended
    bool m_isTooLong = false; ///< inside a line of which nothing is kept
    std::uint64_t m_numUnreadable = 0;
};

} // namespace bafo::distributed
