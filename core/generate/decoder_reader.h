// SPDX-License-Identifier: Apache-2.0
// A decoder with its key-value cache as a TokenReader.
#pragma once

#include "core/generate/token_reader.h"
#include "core/model/decoder.h"

#include <ATen/core/Tensor.h>

namespace bafo::generate {

/// The decoder must outlive it. Room in the cache costs memory only when it is used. One thread at a time; torch's
/// exceptions pass through.
class DecoderReader final : public TokenReader {
public:
    explicit DecoderReader(model::Decoder &decoder);

    [[nodiscard]] std::int64_t contextLength() const override;
    [[nodiscard]] std::int64_t vocabularySize() const override;
    [[nodiscard]] std::int64_t numTokens() const override;
    void truncate(std::int64_t numTokens) override;
    [[nodiscard]] Result<std::span<float>> read(std::span<const std::uint32_t> tokens) override;

private:
    model::Decoder &m_decoder;
    model::KvCache m_cache;
    at::Tensor m_logits_V;
};

} // namespace bafo::generate
