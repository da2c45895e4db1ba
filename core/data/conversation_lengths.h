// SPDX-License-Identifier: Apache-2.0
// How long the conversations of a token store are: enough to say, without training, into how many sequences of any
// length they go and what is cut off.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/data/conversation_packing.h"
#include "core/data/marked_tokens.h"
#include "core/data/store_index.h"

#include <cstdint>
#include <span>
#include <vector>

namespace bafo::data {

struct ConversationLength {
    std::uint32_t numTokens = 0;
    std::uint32_t firstAnswer = 0; ///< the first token behind the first one that belongs to an answer; numTokens: none

    bool operator==(const ConversationLength &) const = default;
};

/// Of a store's conversations in their order. For planning: what training reads is checked by TokenStore::open, which
/// reads every byte; here only sizes are looked at. Fails (data) where they do not fit the index.
[[nodiscard]] Result<std::vector<ConversationLength>> readConversationLengths(const Path &storeFolder,
                                                                              const StoreIndex &index);

struct PackedConversations {
    std::int64_t numSequences = 0;
    PackingLoss loss;
};

/// As ConversationPacking packs the same conversations.
[[nodiscard]] PackedConversations packedConversations(std::span<const ConversationLength> conversations,
                                                      const InstructionRule &rule);

} // namespace bafo::data
