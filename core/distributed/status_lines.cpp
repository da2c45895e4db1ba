// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/status_lines.h"

#include <utility>

namespace bafo::distributed {

void StatusLines::add(std::string_view bytes, const std::function<void(RankMessage)> &take)
{
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        const std::string_view piece = bytes.substr(0, end);
        if (m_line.size() + piece.size() > kMaxRankLineBytes) {
            m_isTooLong = true;
            m_line.clear();
        }
        if (!m_isTooLong) {
            m_line += piece;
        }
        if (end == std::string_view::npos) {
            return;
        }
        auto message = m_isTooLong ? Result<RankMessage>(fail(ErrorCode::data, {})) : decodeRankLine(m_line);
        if (message) {
            take(std::move(*message));
        } else {
            ++m_numUnreadable;
        }
        m_line.clear();
        m_isTooLong = false;
        bytes.remove_prefix(end + 1);
    }
}

} // namespace bafo::distributed
