// SPDX-License-Identifier: Apache-2.0
#include "core/data/conversation_packing.h"

#include "core/base/check.h"

namespace bafo::data {

ConversationPacking::ConversationPacking(const TokenStore &store, const InstructionRule &rule)
    : m_rule(rule)
{
    BAFO_CHECK(store.holdsConversations(), "a store of texts is not packed");
    const std::size_t room = static_cast<std::size_t>(rule.sequenceLength) + 1;
    std::size_t used = room; // the first piece begins the first sequence
    const auto documents = store.documents();
    std::uint64_t shardStart = 0;
    std::size_t shard = 0;
    for (std::size_t i = 0; i < documents.size(); ++i) {
        while (documents[i].firstToken >= shardStart + store.shard(shard).size()) {
            shardStart += store.shard(shard++).size();
        }
        const std::size_t first = documents[i].firstToken - shardStart;
        const std::uint64_t shardEnd = shardStart + store.shard(shard).size();
        const std::uint64_t next
            = i + 1 < documents.size() ? std::min(documents[i + 1].firstToken, shardEnd) : shardEnd;
        const auto whole = store.shard(shard).subspan(first, next - documents[i].firstToken);
        const std::size_t kept = numKept(whole, rule);
        if (kept == 0) {
            ++m_loss.numLeftOut;
            continue;
        }
        m_loss.numCut += kept < whole.size() ? 1 : 0;
        m_loss.numTokensCut += static_cast<std::int64_t>(whole.size() - kept);
        if (used + kept > room) {
            m_starts.push_back(m_pieces.size());
            used = 0;
        }
        m_pieces.push_back({.document = static_cast<std::int64_t>(documents[i].id), .marked = whole.first(kept)});
        used += kept;
    }
    m_starts.push_back(m_pieces.size());
}

std::span<const ConversationPacking::Piece> ConversationPacking::sequence(std::int64_t index) const
{
    BAFO_CHECK(index >= 0 && index < numSequences(), "no such sequence");
    const std::size_t first = m_starts[static_cast<std::size_t>(index)];
    return std::span(m_pieces).subspan(first, m_starts[static_cast<std::size_t>(index) + 1] - first);
}

} // namespace bafo::data
