// SPDX-License-Identifier: Apache-2.0
#include "core/data/sampler.h"

#include "core/base/check.h"

#include <algorithm>

namespace bafo::data {

Result<Sampler> Sampler::create(std::vector<Stage> stages, SamplerSettings settings)
{
    if (stages.empty()) {
        return fail(ErrorCode::config, "the curriculum has no stages", "list at least one under 'curriculum'");
    }
    if (settings.sequenceLength < 1) {
        return fail(ErrorCode::config, "sequence_length must be at least 1", "512 is a good start");
    }
    Sampler sampler;
    for (const Stage &stage : stages) {
        BAFO_CHECK(stage.store != nullptr, "a stage needs a store");
        if (stage.epochs < 1) {
            return fail(ErrorCode::config,
                        "stage '" + stage.name + "' is read " + std::to_string(stage.epochs) + " times",
                        "write epochs: 1 or more, or remove the stage");
        }
        std::vector<std::int64_t> starts{0};
        for (std::size_t shard = 0; shard < stage.store->numShards(); ++shard) {
            const auto numTokens = static_cast<std::int64_t>(stage.store->shard(shard).size());
            starts.push_back(starts.back() + (numTokens + settings.sequenceLength - 1) / settings.sequenceLength);
        }
        std::int64_t numOfStage = 0;
        if (__builtin_mul_overflow(starts.back(), stage.epochs, &numOfStage)
            || __builtin_add_overflow(sampler.m_numSequences, numOfStage, &numOfStage)) {
            return fail(ErrorCode::config, "stage '" + stage.name + "' is too long", "write fewer epochs");
        }
        if (starts.back() == 0) {
            return fail(ErrorCode::data, "stage '" + stage.name + "' has no tokens", "import text for it");
        }
        sampler.m_stageStarts.push_back(sampler.m_numSequences);
        sampler.m_numSequences = numOfStage;
        sampler.m_shardStarts.push_back(std::move(starts));
    }
    sampler.m_stages = std::move(stages);
    sampler.m_settings = std::move(settings);
    return sampler;
}

SequencePlace Sampler::placeOf(std::int64_t globalIndex) const
{
    BAFO_CHECK(globalIndex >= 0 && globalIndex < m_numSequences, "no such sequence");
    const auto stageEnd = std::upper_bound(m_stageStarts.begin(), m_stageStarts.end(), globalIndex);
    const auto stage = static_cast<std::size_t>(stageEnd - m_stageStarts.begin()) - 1;
    const auto &starts = m_shardStarts[stage];
    const std::int64_t inStage = globalIndex - m_stageStarts[stage];
    const std::int64_t inEpoch = inStage % starts.back();
    const auto shard
        = static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), inEpoch) - starts.begin()) - 1;
    return {.stage = stage,
            .epoch = inStage / starts.back(),
            .shard = shard,
            .firstTarget = (inEpoch - starts[shard]) * m_settings.sequenceLength};
}

Sequence Sampler::sequence(std::int64_t globalIndex) const
{
    const SequencePlace place = placeOf(globalIndex);
    const TokenStore &store = *m_stages[place.stage].store;
    const auto shard = store.shard(place.shard);
    const auto first = static_cast<std::size_t>(place.firstTarget);
    const auto length = static_cast<std::size_t>(m_settings.sequenceLength);
    const auto targets = shard.subspan(first, std::min(length, shard.size() - first));

    Sequence sequence;
    sequence.tokens.reserve(length + 1);
    sequence.tokens.push_back(first == 0 ? store.separator() : shard[first - 1]);
    sequence.tokens.insert(sequence.tokens.end(), targets.begin(), targets.end());
    sequence.tokens.resize(length + 1, m_settings.padding);
    sequence.numValidTargets = static_cast<std::int64_t>(targets.size());
    sequence.stage = place.stage;
    sequence.documentRows = documentRowsOf(place, targets.size());
    for (const std::uint32_t token : targets) {
        sequence.numBytes += token < m_settings.byteLengths.size() ? m_settings.byteLengths[token] : 0;
    }
    return sequence;
}

std::vector<std::int64_t> Sampler::documentRowsOf(const SequencePlace &place, std::size_t numTargets) const
{
    const TokenStore &store = *m_stages[place.stage].store;
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
