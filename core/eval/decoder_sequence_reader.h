// SPDX-License-Identifier: Apache-2.0
// A decoder with its key-value cache as a SequenceReader.
#pragma once

#include "core/eval/sequence_reader.h"
#include "core/model/decoder.h"

#include <ATen/core/Tensor.h>

namespace bafo::eval {

/// The decoder must outlive it. Rows of logits are made in pieces of at most 64 MiB. Torch's exceptions pass through.
class DecoderSequenceReader final : public SequenceReader {
public:
    explicit DecoderSequenceReader(model::Decoder &decoder);

    [[nodiscard]] std::int64_t contextLength() const override { return m_cache.capacity; }
    [[nodiscard]] std::int64_t vocabularySize() const override;
    [[nodiscard]] std::int64_t numTokens() const override { return m_cache.numTokens; }
    void truncate(std::int64_t count) override;
    [[nodiscard]] Result<std::vector<TokenScore>> read(std::span<const std::uint32_t> tokens,
                                                       std::span<const std::uint32_t> targets) override;
    [[nodiscard]] TokenScore next(std::uint32_t token) const override;

private:
    void readPiece(std::span<const std::uint32_t> tokens, std::span<const std::uint32_t> targets,
                   std::vector<TokenScore> &scores);

    model::Decoder &m_decoder;
    model::KvCache m_cache;
    at::Tensor m_last_V; ///< log-probabilities behind the last token
};

} // namespace bafo::eval
