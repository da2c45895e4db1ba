// SPDX-License-Identifier: Apache-2.0
// The curriculum as one row of sequences: which tokens training sees, in which order.
//
// The rule. Stages follow each other as listed, the epochs of a stage follow each other, shards and documents stand in
// the order of the store. A shard of n tokens gives ceil(n / T) sequences: sequence k predicts tokens k*T up to
// k*T+T-1, each from the one before it; the first token of a shard is predicted from the separator. So every token is a
// target exactly once an epoch, no sequence crosses a shard, and only the last sequence of a shard is padded. A
// document begins with the separator before it, from which its first token is predicted, as at the start of a chat.
//
// With a replayed text of share p, every stage has sequences of it in between: sequence j of a stage (counted from 0,
// the replayed ones included) is replayed if floor((j + 1) p) > floor(j p), so that of its first j sequences floor(j p)
// are; the stage ends with the last one of its own. The replayed text is read in its own order through all stages, and
// from its beginning when it ends. p is taken in millionths: no rounding decides an order. All sequences count, of a
// step, an epoch's end or a limit, wherever they come from.
#pragma once

#include "core/base/result.h"
#include "core/data/conversation_packing.h"
#include "core/data/token_store.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace bafo::data {

/// One stage of the curriculum. The store is borrowed.
struct Stage {
    std::string name;
    const TokenStore *store = nullptr;
    std::int64_t epochs = 1;
};

/// A second text whose sequences stand between those of every stage. The store is borrowed.
struct Replay {
    std::string name;
    const TokenStore *store = nullptr; ///< null: none
    double share = 0; ///< of all sequences, up to 0.9
};

struct Sequence {
    std::vector<std::uint32_t> tokens; ///< T + 1: inputs are the first T, targets the last T
    std::int64_t numValidTargets = 0; ///< the other targets are padding, or of no interest
    std::vector<bool> isTarget; ///< of conversations, T long: which targets are valid; empty: the first
    std::int64_t numBytes = 0; ///< UTF-8 bytes that the valid targets stand for
    std::size_t stage = 0; ///< in which it stands
    bool isReplayed = false;
    bool isFirst = false; ///< of its stage, or of all that are replayed
    std::vector<std::int64_t> documentRows; ///< inputs behind the first with which a further document begins, rising
};

/// Where a sequence comes from.
struct SequencePlace {
    std::size_t stage = 0; ///< in which it stands
    bool isReplayed = false; ///< then the next three are of the replayed text
    std::int64_t epoch = 0;
    std::size_t shard = 0;
    std::int64_t firstTarget = 0; ///< counted within the shard; of conversations T times the place in their packing
    bool isFirst = false; ///< of its stage, or of all that are replayed
};

struct SamplerSettings {
    std::int64_t sequenceLength = 512; ///< T
    std::uint32_t padding = 0;
    bool learnsAll = false; ///< of conversations the questions too
    std::vector<std::uint32_t> byteLengths = {}; ///< of each token, see byteLengthsOf; empty: numBytes stays 0
};

/// A sequence is a function of its global index and nothing else. Const and thread-safe.
class Sampler {
public:
    /// Fails (config) without stages, and on a length, number of epochs, share or text without tokens that make no
    /// sense.
    static Result<Sampler> create(std::vector<Stage> stages, SamplerSettings settings, Replay replay = {});

    [[nodiscard]] std::int64_t numSequences() const { return m_numSequences; }
    [[nodiscard]] const std::vector<Stage> &stages() const { return m_stages; }
    [[nodiscard]] const Replay &replay() const { return m_replay; }

    /// Global index of a stage's first sequence.
    [[nodiscard]] std::int64_t firstSequenceOf(std::size_t stage) const { return m_stageStarts[stage]; }

    /// The index must be below numSequences().
    [[nodiscard]] SequencePlace placeOf(std::int64_t globalIndex) const;
    [[nodiscard]] Sequence sequence(std::int64_t globalIndex) const;

    /// How a store's conversations are packed; null for a store of texts.
    [[nodiscard]] const ConversationPacking *packingOf(const TokenStore &store) const;

private:
    Sampler() = default;
    [[nodiscard]] std::vector<std::int64_t> documentRowsOf(const SequencePlace &place, std::size_t numTargets) const;

    Result<void> addStage(const Stage &stage);
    /// The first sequence of each part of a text that is read in one piece, and behind them how many there are in all.
    std::vector<std::int64_t> partStartsOf(const TokenStore &store);
    void fill(Sequence &sequence, const SequencePlace &place) const;
    void fillPacked(Sequence &sequence, std::span<const ConversationPacking::Piece> pieces) const;
    /// Of the first `count` sequences of a stage, so many are replayed.
    [[nodiscard]] std::int64_t numReplayedOf(std::int64_t count) const;
    [[nodiscard]] const TokenStore &storeOf(const SequencePlace &place) const;

    std::vector<Stage> m_stages;
    SamplerSettings m_settings;
    Replay m_replay;
    std::map<const TokenStore *, ConversationPacking> m_packings;
    std::int64_t m_replayMillionths = 0;
    std::vector<std::int64_t> m_replayStarts; ///< first sequence of each of its shards, and the end
    std::vector<std::int64_t> m_replayedBefore; ///< by stage: how many were replayed before it
    std::vector<std::int64_t> m_stageStarts;
    std::vector<std::vector<std::int64_t>>
        m_shardStarts; ///< by stage: first sequence of each shard in an epoch, and the end
    std::int64_t m_numSequences = 0;
};

/// Tokenizer::byteLength of every token.
[[nodiscard]] std::vector<std::uint32_t> byteLengthsOf(const text::Tokenizer &tokenizer);

} // namespace bafo::data
