// SPDX-License-Identifier: Apache-2.0
#include "core/data/sampler.h"

#include "core/base/check.h"

#include <algorithm>
#include <cmath>

namespace bafo::data {

namespace {

constexpr std::int64_t kMillion = 1'000'000;

std::vector<std::int64_t> shardStartsOf(const TokenStore &store, std::int64_t sequenceLength)
{
    std::vector<std::int64_t> starts{0};
    for (std::size_t shard = 0; shard < store.numShards(); ++shard) {
        const auto numTokens = static_cast<std::int64_t>(store.shard(shard).size());
        starts.push_back(starts.back() + (numTokens + sequenceLength - 1) / sequenceLength);
    }
    return starts;
}

/// Sequence `index` of a text that is read again and again.
SequencePlace placeIn(const std::vector<std::int64_t> &starts, std::int64_t index, std::int64_t sequenceLength)
{
    const std::int64_t inEpoch = index % starts.back();
    const auto shard
        = static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), inEpoch) - starts.begin()) - 1;
    return {.epoch = index / starts.back(), .shard = shard, .firstTarget = (inEpoch - starts[shard]) * sequenceLength};
}

Failure tooLong(const Stage &stage)
{
    return fail(ErrorCode::config, "stage '" + stage.name + "' is too long", "write fewer epochs");
}

} // namespace

Result<Sampler> Sampler::create(std::vector<Stage> stages, SamplerSettings settings, Replay replay)
{
    if (stages.empty()) {
        return fail(ErrorCode::config, "the curriculum has no stages", "list at least one under 'curriculum'");
    }
    if (settings.sequenceLength < 1) {
        return fail(ErrorCode::config, "sequence_length must be at least 1", "512 is a good start");
    }
    Sampler sampler;
    sampler.m_settings = std::move(settings);
    if (replay.store != nullptr) {
        sampler.m_replayMillionths = std::llround(replay.share * static_cast<double>(kMillion));
        if (sampler.m_replayMillionths < 1 || sampler.m_replayMillionths > kMillion * 9 / 10) {
            return fail(ErrorCode::config, "replay.share is " + std::to_string(replay.share),
                        "write a share from 0.000001 to 0.9");
        }
        sampler.m_replayStarts = sampler.partStartsOf(*replay.store);
        if (sampler.m_replayStarts.back() == 0) {
            return fail(ErrorCode::data, "the text of replay.dataset has no tokens to learn", "import text for it");
        }
    }
    for (const Stage &stage : stages) {
        BAFO_TRY(sampler.addStage(stage));
    }
    sampler.m_stages = std::move(stages);
    sampler.m_replay = std::move(replay);
    return sampler;
}

Result<void> Sampler::addStage(const Stage &stage)
{
    BAFO_CHECK(stage.store != nullptr, "a stage needs a store");
    if (stage.epochs < 1) {
        return fail(ErrorCode::config, "stage '" + stage.name + "' is read " + std::to_string(stage.epochs) + " times",
                    "write epochs: 1 or more, or remove the stage");
    }
    std::vector<std::int64_t> starts = partStartsOf(*stage.store);
    if (starts.back() == 0) {
        return stage.store->holdsConversations()
            ? fail(ErrorCode::data,
                   "stage '" + stage.name + "': of no conversation an answer begins within sequence_length "
                       + std::to_string(m_settings.sequenceLength),
                   "raise sequence_length")
            : fail(ErrorCode::data, "stage '" + stage.name + "' has no tokens", "import text for it");
    }
    std::int64_t numOwn = 0;
    std::int64_t scaled = 0;
    if (__builtin_mul_overflow(starts.back(), stage.epochs, &numOwn)
        || __builtin_mul_overflow(numOwn, kMillion, &scaled)) {
        return tooLong(stage);
    }
    // The shortest row that holds so many sequences of the stage's own; the last of them stands at its end.
    const std::int64_t count = (scaled - kMillion) / (kMillion - m_replayMillionths) + 1;
    const std::int64_t replayedBefore
        = m_stageStarts.empty() ? 0 : m_replayedBefore.back() + numReplayedOf(m_numSequences - m_stageStarts.back());
    std::int64_t end = 0;
    if (__builtin_mul_overflow(count, kMillion, &scaled) || __builtin_add_overflow(m_numSequences, count, &end)) {
        return tooLong(stage);
    }
    m_stageStarts.push_back(m_numSequences);
    m_replayedBefore.push_back(replayedBefore);
    m_shardStarts.push_back(std::move(starts));
    m_numSequences = end;
    return {};
}

std::vector<std::int64_t> Sampler::partStartsOf(const TokenStore &store)
{
    if (!store.holdsConversations()) {
        return shardStartsOf(store, m_settings.sequenceLength);
    }
    const InstructionRule rule{.sequenceLength = m_settings.sequenceLength, .learnsAll = m_settings.learnsAll};
    return {0, m_packings.try_emplace(&store, store, rule).first->second.numSequences()};
}

const ConversationPacking *Sampler::packingOf(const TokenStore &store) const
{
    const auto found = m_packings.find(&store);
    return found == m_packings.end() ? nullptr : &found->second;
}

std::int64_t Sampler::numReplayedOf(std::int64_t count) const
{
    // count * millionths fits: addStage has seen that count * kMillion does.
    return count * m_replayMillionths / kMillion;
}

SequencePlace Sampler::placeOf(std::int64_t globalIndex) const
{
    BAFO_CHECK(globalIndex >= 0 && globalIndex < m_numSequences, "no such sequence");
    const auto stageEnd = std::upper_bound(m_stageStarts.begin(), m_stageStarts.end(), globalIndex);
    const auto stage = static_cast<std::size_t>(stageEnd - m_stageStarts.begin()) - 1;
    const std::int64_t inStage = globalIndex - m_stageStarts[stage];
    const std::int64_t numReplayed = numReplayedOf(inStage);
    const bool isReplayed = numReplayedOf(inStage + 1) > numReplayed;
    const std::int64_t inText = isReplayed ? m_replayedBefore[stage] + numReplayed : inStage - numReplayed;
    SequencePlace place
        = placeIn(isReplayed ? m_replayStarts : m_shardStarts[stage], inText, m_settings.sequenceLength);
    place.stage = stage;
    place.isReplayed = isReplayed;
    place.isFirst = inText == 0;
    return place;
}

const TokenStore &Sampler::storeOf(const SequencePlace &place) const
{
    return place.isReplayed ? *m_replay.store : *m_stages[place.stage].store;
}

Sequence Sampler::sequence(std::int64_t globalIndex) const
{
    const SequencePlace place = placeOf(globalIndex);
    Sequence sequence;
    sequence.stage = place.stage;
    sequence.isReplayed = place.isReplayed;
    sequence.isFirst = place.isFirst;
    if (const ConversationPacking *packing = packingOf(storeOf(place))) {
        fillPacked(sequence, packing->sequence(place.firstTarget / m_settings.sequenceLength));
    } else {
        fill(sequence, place);
    }
    return sequence;
}

void Sampler::fill(Sequence &sequence, const SequencePlace &place) const
{
    const TokenStore &store = storeOf(place);
    const auto shard = store.shard(place.shard);
    const auto first = static_cast<std::size_t>(place.firstTarget);
    const auto length = static_cast<std::size_t>(m_settings.sequenceLength);
    const auto targets = shard.subspan(first, std::min(length, shard.size() - first));

    sequence.tokens.reserve(length + 1);
    sequence.tokens.push_back(first == 0 ? store.separator() : shard[first - 1]);
    sequence.tokens.insert(sequence.tokens.end(), targets.begin(), targets.end());
    sequence.tokens.resize(length + 1, m_settings.padding);
    sequence.numValidTargets = static_cast<std::int64_t>(targets.size());
    sequence.documentRows = documentRowsOf(place, targets.size());
    for (const std::uint32_t token : targets) {
        sequence.numBytes += token < m_settings.byteLengths.size() ? m_settings.byteLengths[token] : 0;
    }
}

void Sampler::fillPacked(Sequence &sequence, std::span<const ConversationPacking::Piece> pieces) const
{
    const InstructionRule rule{.sequenceLength = m_settings.sequenceLength, .learnsAll = m_settings.learnsAll};
    const auto length = static_cast<std::size_t>(m_settings.sequenceLength);
    sequence.isTarget.assign(length, false);
    for (const ConversationPacking::Piece &piece : pieces) {
        const std::size_t first = sequence.tokens.size();
        if (first > 0) {
            sequence.documentRows.push_back(static_cast<std::int64_t>(first));
        }
        for (std::size_t i = 0; i < piece.marked.size(); ++i) {
            const std::uint32_t token = idOf(piece.marked[i]);
            sequence.tokens.push_back(token);
            if (isTarget(piece.marked, i, rule)) {
                sequence.isTarget[first + i - 1] = true;
                ++sequence.numValidTargets;
                sequence.numBytes += token < m_settings.byteLengths.size() ? m_settings.byteLengths[token] : 0;
            }
        }
    }
    sequence.tokens.resize(length + 1, m_settings.padding);
}

std::vector<std::int64_t> Sampler::documentRowsOf(const SequencePlace &place, std::size_t numTargets) const
{
    const TokenStore &store = storeOf(place);
    auto firstTarget = static_cast<std::uint64_t>(place.firstTarget); // over all shards, as documents are counted
    for (std::size_t shard = 0; shard < place.shard; ++shard) {
        firstTarget += store.shard(shard).size();
    }
    const auto documents = store.documents();
    const auto begin = std::upper_bound(
        documents.begin(), documents.end(), firstTarget,
        [](std::uint64_t token, const TokenStore::DocumentPlace &document) { return token < document.firstToken; });
    std::vector<std::int64_t> rows;
    for (auto document = begin; document != documents.end() && document->firstToken < firstTarget + numTargets;
         ++document) {
        rows.push_back(static_cast<std::int64_t>(document->firstToken - firstTarget));
    }
    return rows;
}

std::vector<std::uint32_t> byteLengthsOf(const text::Tokenizer &tokenizer)
{
    std::vector<std::uint32_t> lengths(tokenizer.vocabularySize());
    for (std::uint32_t id = 0; id < lengths.size(); ++id) {
        lengths[id] = static_cast<std::uint32_t>(tokenizer.byteLength(id));
    }
    return lengths;
}

} // namespace bafo::data
