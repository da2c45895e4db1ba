// SPDX-License-Identifier: Apache-2.0
#include "core/data/conversation_lengths.h"

#include "core/base/mapped_file.h"
#include "core/data/token_store.h"

#include <algorithm>

namespace bafo::data {
namespace {

Failure unlikeIndex(const Path &file)
{
    return fail(ErrorCode::data, file.string() + " is not as its index says", "the next run builds the store again");
}

template <class Value>
Result<std::span<const Value>> valuesIn(const MappedFile &file, const Path &path, std::int64_t count)
{
    if (count < 0 || file.bytes().size() / sizeof(Value) != static_cast<std::uint64_t>(count)) {
        return unlikeIndex(path);
    }
    return std::span(reinterpret_cast<const Value *>(file.bytes().data()), // NOLINT: mapped at the start of a page
                     static_cast<std::size_t>(count));
}

ConversationLength lengthOf(std::span<const std::uint32_t> marked)
{
    const auto isOfAnswer = [](std::uint32_t token) { return (token & kAnswerMark) != 0; };
    const auto first = std::find_if(marked.begin() + 1, marked.end(), isOfAnswer);
    return {.numTokens = static_cast<std::uint32_t>(marked.size()),
            .firstAnswer = static_cast<std::uint32_t>(first - marked.begin())};
}

/// As numKept.
std::int64_t keptOf(const ConversationLength &conversation, const InstructionRule &rule)
{
    const std::int64_t kept = std::min<std::int64_t>(conversation.numTokens, rule.sequenceLength + 1);
    const std::int64_t firstTarget = rule.learnsAll ? 1 : conversation.firstAnswer;
    return firstTarget < kept ? kept : 0;
}

} // namespace

Result<std::vector<ConversationLength>> readConversationLengths(const Path &storeFolder, const StoreIndex &index)
{
    const Path placesPath = storeFolder / index.documents.file;
    const MappedFile placesFile = BAFO_TRY(MappedFile::open(placesPath));
    const auto places = BAFO_TRY(valuesIn<TokenStore::DocumentPlace>(placesFile, placesPath, index.numDocuments));
    std::vector<ConversationLength> lengths;
    lengths.reserve(places.size());
    std::uint64_t shardStart = 0;
    for (const StoreFile &shard : index.shards) {
        const Path path = storeFolder / shard.file;
        const MappedFile file = BAFO_TRY(MappedFile::open(path));
        const auto tokens = BAFO_TRY(valuesIn<std::uint32_t>(file, path, shard.numTokens));
        const std::uint64_t shardEnd = shardStart + tokens.size();
        while (lengths.size() < places.size() && places[lengths.size()].firstToken < shardEnd) {
            const std::size_t i = lengths.size();
            const std::uint64_t first = places[i].firstToken;
            const std::uint64_t next = i + 1 < places.size() ? std::min(places[i + 1].firstToken, shardEnd) : shardEnd;
            if (first < shardStart || next <= first) {
                return unlikeIndex(placesPath);
            }
            lengths.push_back(lengthOf(tokens.subspan(first - shardStart, next - first)));
        }
        shardStart = shardEnd;
    }
    return lengths.size() == places.size() ? Result<std::vector<ConversationLength>>(std::move(lengths))
                                           : Result<std::vector<ConversationLength>>(unlikeIndex(placesPath));
}

PackedConversations packedConversations(std::span<const ConversationLength> conversations, const InstructionRule &rule)
{
    PackedConversations packed;
    const std::int64_t room = rule.sequenceLength + 1;
    std::int64_t used = room; // the first conversation begins the first sequence
    for (const ConversationLength &conversation : conversations) {
        const std::int64_t kept = keptOf(conversation, rule);
        if (kept == 0) {
            ++packed.loss.numLeftOut;
            continue;
        }
        packed.loss.numCut += kept < conversation.numTokens ? 1 : 0;
        packed.loss.numTokensCut += conversation.numTokens - kept;
        if (used + kept > room) {
            ++packed.numSequences;
            used = 0;
        }
        used += kept;
    }
    return packed;
}

} // namespace bafo::data
