// SPDX-License-Identifier: Apache-2.0
#include "core/base/random.h"

namespace bafo {
namespace {

/// Finaliser of SplitMix64 (Steele et al., OOPSLA 2014): spreads the fields of a key over all bits.
std::uint64_t mix(std::uint64_t value)
{
    value += 0x9E3779B97F4A7C15ULL;
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31);
}

} // namespace

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key)
{
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t product0 = 0xD2511F53ULL * counter[0];
        const std::uint64_t product1 = 0xCD9E8D57ULL * counter[2];
        counter
            = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(product0)};
        key[0] += 0x9E3779B9U;
        key[1] += 0xBB67AE85U;
    }
    return counter;
}

RandomStream::RandomStream(const RandomKey &key)
{
    const std::uint64_t place = mix(mix(key.step) ^ key.sequence);
    const std::uint64_t use = (static_cast<std::uint64_t>(key.purpose) << 32) | key.layer;
    const std::uint64_t word = mix(mix(key.seed) ^ use);
    m_key = {static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(word >> 32)};
    m_counterHigh = place;
}

std::array<std::uint32_t, 4> RandomStream::block(std::uint64_t index) const
{
    return philox4x32({static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32),
                       static_cast<std::uint32_t>(m_counterHigh), static_cast<std::uint32_t>(m_counterHigh >> 32)},
                      m_key);
}

double RandomStream::uniform(std::uint64_t index) const
{
    const auto words = block(index);
    const std::uint64_t bits = (static_cast<std::uint64_t>(words[0]) << 32) | words[1];
    return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

} // namespace bafo
