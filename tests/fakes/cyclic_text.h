// SPDX-License-Identifier: Apache-2.0
// A curriculum without files: sequence i is a fixed function of i, and the last one is half padding.
#pragma once

#include "core/train/train_step.h"

#include <cstdint>
#include <vector>

namespace bafo::fakes {

/// Tokens follow a noisy cycle over the vocabulary, so that there is something to learn.
class CyclicText final : public train::SequenceSource {
public:
    CyclicText(std::int64_t numSequences, std::int64_t length, std::uint32_t vocabularySize)
        : m_numSequences(numSequences)
        , m_length(length)
        , m_vocabularySize(vocabularySize)
    {
    }

    [[nodiscard]] std::int64_t numSequences() const override { return m_numSequences; }

    Result<train::TrainingSequence> sequence(std::int64_t globalIndex) override
    {
        train::TrainingSequence result;
        for (std::int64_t i = 0; i <= m_length; ++i) {
            const auto noise = static_cast<std::uint32_t>((globalIndex * 7 + i * i) % 5 == 0 ? 3 : 0);
            result.tokens.push_back((static_cast<std::uint32_t>(globalIndex + i) + noise) % m_vocabularySize);
        }
        result.numValidTargets = globalIndex + 1 == m_numSequences ? m_length / 2 : m_length;
        result.numBytes = 2 * result.numValidTargets;
        result.stage = globalIndex < m_numSequences / 2 ? "first" : "second";
        result.isFirstOfStage = globalIndex == 0 || globalIndex == m_numSequences / 2;
        return result;
    }

private:
    std::int64_t m_numSequences;
    std::int64_t m_length;
    std::uint32_t m_vocabularySize;
};

} // namespace bafo::fakes
