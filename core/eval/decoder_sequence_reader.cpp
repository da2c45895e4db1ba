// SPDX-License-Identifier: Apache-2.0
#include "core/eval/decoder_sequence_reader.h"

#include "core/base/check.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace bafo::eval {
namespace {

constexpr std::int64_t kPieceBytes = 64LL << 20;

/// Rows of log-probabilities are fp32; a sum over a vocabulary keeps its digits by their highest.
TokenScore scoreIn(const at::Tensor &logProbabilities_V, std::uint32_t token)
{
    const float *const row = logProbabilities_V.data_ptr<float>();
    const auto size = static_cast<std::size_t>(logProbabilities_V.numel());
    const auto highest = static_cast<std::size_t>(std::max_element(row, row + size) - row);
    return {.logProbability = static_cast<double>(row[token]), .isHighest = highest == token};
}

} // namespace

DecoderSequenceReader::DecoderSequenceReader(model::Decoder &decoder)
    : m_decoder(decoder)
    , m_cache(decoder.makeCache(decoder.config().contextLength))
{
}

std::int64_t DecoderSequenceReader::vocabularySize() const
{
    return m_decoder.config().vocabularySize;
}

void DecoderSequenceReader::truncate(std::int64_t count)
{
    BAFO_CHECK(count >= 0 && count <= m_cache.numTokens, "the cache does not hold that many tokens");
    m_cache.truncate(count);
}

void DecoderSequenceReader::readPiece(std::span<const std::uint32_t> tokens, std::span<const std::uint32_t> targets,
                                      std::vector<TokenScore> &scores)
{
    const at::Tensor ids_T = at::empty({static_cast<std::int64_t>(tokens.size())}, at::kLong);
    std::copy(tokens.begin(), tokens.end(), ids_T.data_ptr<std::int64_t>());
    const auto numRows = static_cast<std::int64_t>(std::max<std::size_t>(1, targets.size()));
    const at::Tensor logits_RV = m_decoder.readNextRows(ids_T, m_cache, numRows).to(at::kCPU, at::kFloat);
    const at::Tensor logProbabilities_RV = at::log_softmax(logits_RV, 1);
    for (std::size_t i = 0; i < targets.size(); ++i) {
        scores.push_back(scoreIn(logProbabilities_RV.select(0, static_cast<std::int64_t>(i)), targets[i]));
    }
    m_last_V = logProbabilities_RV.select(0, numRows - 1).clone();
}

Result<std::vector<TokenScore>> DecoderSequenceReader::read(std::span<const std::uint32_t> tokens,
                                                            std::span<const std::uint32_t> targets)
{
    BAFO_CHECK(!tokens.empty() && targets.size() <= tokens.size(), "targets stand behind tokens that are read");
    const auto rows = static_cast<std::size_t>(std::max<std::int64_t>(16, kPieceBytes / 4 / vocabularySize()));
    std::vector<TokenScore> scores;
    const std::size_t numSilent = tokens.size() - targets.size();
    std::size_t done = 0;
    while (done < tokens.size()) {
        // The first piece holds all tokens without a target: those cost no logits.
        const std::size_t count = std::min(tokens.size() - done, rows + (done == 0 ? numSilent : 0));
        const std::size_t end = done + count;
        const std::size_t firstTarget = done == 0 ? 0 : done - numSilent;
        const std::size_t numTargets = end > numSilent ? end - numSilent - firstTarget : 0;
        readPiece(tokens.subspan(done, count), targets.subspan(firstTarget, numTargets), scores);
        done = end;
    }
    for (const TokenScore &score : scores) {
        if (!std::isfinite(score.logProbability)) {
            return fail(
                ErrorCode::data, "the model gives a token a probability that is not a number",
                "its weights hold NaN or infinite values: use an earlier checkpoint, or import the model again");
        }
    }
    return scores;
}

TokenScore DecoderSequenceReader::next(std::uint32_t token) const
{
    BAFO_CHECK(m_last_V.defined(), "nothing was read");
    return scoreIn(m_last_V, token);
}

} // namespace bafo::eval
