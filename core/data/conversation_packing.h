// SPDX-License-Identifier: Apache-2.0
// Which conversations of a token store stand in which sequence.
//
// The rule: in the order of import each is put behind the one before while the sequence has room for all of it, else
// the next sequence begins. One that is longer than a sequence is cut at its end; where no target is left of it then,
// it is left out. None sees another: attention keeps them apart. Rejected: cutting a conversation across two sequences
// (its answer would lose its question), sorting by length (order is data).
#pragma once

#include "core/data/marked_tokens.h"
#include "core/data/token_store.h"

#include <cstdint>
#include <span>
#include <vector>

namespace bafo::data {

/// What a packing did not take.
struct PackingLoss {
    std::int64_t numCut = 0; ///< conversations
    std::int64_t numTokensCut = 0; ///< of those
    std::int64_t numLeftOut = 0; ///< conversations without a target within a sequence
};

/// Copies nothing of the store, which must outlive it. Const and thread-safe.
class ConversationPacking {
public:
    /// One conversation within a sequence.
    struct Piece {
        std::int64_t document = 0; ///< its id in the dataset
        std::span<const std::uint32_t> marked; ///< those of its tokens that are kept
    };

    ConversationPacking(const TokenStore &store, const InstructionRule &rule);

    [[nodiscard]] std::int64_t numSequences() const { return static_cast<std::int64_t>(m_starts.size()) - 1; }
    [[nodiscard]] const PackingLoss &loss() const { return m_loss; }
    [[nodiscard]] const InstructionRule &rule() const { return m_rule; }

    /// The index must be below numSequences().
    [[nodiscard]] std::span<const Piece> sequence(std::int64_t index) const;

private:
    InstructionRule m_rule;
    PackingLoss m_loss;
    std::vector<Piece> m_pieces; ///< of all sequences in their order
    std::vector<std::size_t> m_starts; ///< the first piece of each, and the end
};

} // namespace bafo::data
