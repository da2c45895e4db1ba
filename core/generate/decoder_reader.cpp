// SPDX-License-Identifier: Apache-2.0
#include "core/generate/decoder_reader.h"

#include "core/base/check.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace bafo::generate {

DecoderReader::DecoderReader(model::Decoder &decoder)
    : m_decoder(decoder)
    , m_cache(decoder.makeCache(decoder.config().contextLength))
{
}

std::int64_t DecoderReader::contextLength() const
{
    return m_cache.capacity;
}

std::int64_t DecoderReader::vocabularySize() const
{
    return m_decoder.config().vocabularySize;
}

std::int64_t DecoderReader::numTokens() const
{
    return m_cache.numTokens;
}

void DecoderReader::truncate(std::int64_t numTokens)
{
    BAFO_CHECK(numTokens >= 0 && numTokens <= m_cache.numTokens, "the cache does not hold that many tokens");
    m_cache.truncate(numTokens);
}

Result<std::span<float>> DecoderReader::read(std::span<const std::uint32_t> tokens)
{
    const at::Tensor ids_T = at::empty({static_cast<std::int64_t>(tokens.size())}, at::kLong);
    std::copy(tokens.begin(), tokens.end(), ids_T.data_ptr<std::int64_t>());
    m_logits_V = m_decoder.readNext(ids_T, m_cache).to(at::kCPU, at::kFloat).contiguous();
    return std::span<float>(m_logits_V.data_ptr<float>(), static_cast<std::size_t>(m_logits_V.numel()));
}

} // namespace bafo::generate
