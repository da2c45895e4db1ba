// SPDX-License-Identifier: Apache-2.0
#include "core/eval/bits_per_byte.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace bafo::eval {
namespace {

/// Keeps these draws apart from every other use of the same seed ("BPBI").
constexpr std::uint32_t kBootstrapPurpose = 0x42504249;

double resampledValue(std::span<const DocumentScore> scores, const RandomStream &draws)
{
    double bits = 0;
    double bytes = 0;
    const auto count = static_cast<double>(scores.size());
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const auto pick = std::min(scores.size() - 1, static_cast<std::size_t>(draws.uniform(i) * count));
        bits += scores[pick].bits;
        bytes += static_cast<double>(scores[pick].bytes);
    }
    return bytes > 0 ? bits / bytes : 0;
}

/// Value at quantile q of sorted values, between two neighbours by straight line.
double quantileOf(const std::vector<double> &sorted, double q)
{
    const double place = q * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - static_cast<double>(below));
}

} // namespace

BitsPerByte bitsPerByteOf(std::span<const DocumentScore> scores, const BootstrapSettings &settings)
{
    BitsPerByte result;
    double bits = 0;
    for (const DocumentScore &score : scores) {
        bits += score.bits;
        result.bytes += score.bytes;
        result.tokens += score.tokens;
    }
    result.documents = static_cast<std::int64_t>(scores.size());
    if (result.bytes == 0) {
        return result;
    }
    result.value = bits / static_cast<double>(result.bytes);
    result.low = result.high = result.value;
    if (settings.numResamples < 1 || !std::isfinite(result.value)) {
        return result;
    }
    std::vector<double> values;
    for (int resample = 0; resample < settings.numResamples; ++resample) {
        const RandomStream draws(
            {.seed = settings.seed, .sequence = static_cast<std::uint64_t>(resample), .purpose = kBootstrapPurpose});
        values.push_back(resampledValue(scores, draws));
    }
    std::sort(values.begin(), values.end());
    result.low = quantileOf(values, (1 - settings.confidence) / 2);
    result.high = quantileOf(values, (1 + settings.confidence) / 2);
    return result;
}

} // namespace bafo::eval
