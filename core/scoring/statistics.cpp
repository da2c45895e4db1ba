// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/statistics.h"

#include "core/base/check.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bafo::scoring {
namespace {

constexpr double kZ = 1.959963984540054; ///< quantile 0.975 of the normal distribution
constexpr std::uint32_t kPurpose = 0x53434F52; ///< "SCOR": keeps these draws apart from other uses of a seed

/// Which items a resample holds, as often as it drew them.
class Draws {
public:
    Draws(std::size_t numItems, const ResamplingSettings &settings, int resample)
        : m_stream({.seed = settings.seed, .sequence = static_cast<std::uint64_t>(resample), .purpose = kPurpose})
        , m_numItems(numItems)
    {
    }

    [[nodiscard]] std::size_t pick(std::size_t draw) const
    {
        const double place = m_stream.uniform(draw) * static_cast<double>(m_numItems);
        return std::min(m_numItems - 1, static_cast<std::size_t>(place));
    }

private:
    RandomStream m_stream;
    std::size_t m_numItems;
};

void addRow(const ItemSums &items, std::size_t row, std::vector<double> &sums)
{
    for (std::size_t i = 0; i < items.width; ++i) {
        sums[i] += items.values[row * items.width + i];
    }
}

Interval percentilesOf(std::vector<double> &values)
{
    std::sort(values.begin(), values.end());
    return {.low = quantileOf(values, (1 - kConfidence) / 2), .high = quantileOf(values, (1 + kConfidence) / 2)};
}

double sampleDeviation(std::span<const double> values)
{
    const double mean = meanOf(values);
    double squares = 0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

} // namespace

double meanOf(std::span<const double> values)
{
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

double standardErrorOf(std::span<const double> values)
{
    return values.size() < 2 ? 0 : sampleDeviation(values) / std::sqrt(static_cast<double>(values.size()));
}

Interval normalInterval(double mean, double standardError)
{
    return {.low = mean - kZ * standardError, .high = mean + kZ * standardError};
}

Interval wilsonInterval(double share, std::int64_t count)
{
    if (count <= 0) {
        return {.low = 0, .high = 1};
    }
    const auto n = static_cast<double>(count);
    const double middle = share + kZ * kZ / (2 * n);
    const double half = kZ * std::sqrt(share * (1 - share) / n + kZ * kZ / (4 * n * n));
    const double scale = 1 + kZ * kZ / n;
    return {.low = std::max(0.0, (middle - half) / scale), .high = std::min(1.0, (middle + half) / scale)};
}

double quantileOf(std::span<const double> sorted, double q)
{
    if (sorted.empty()) {
        return 0;
    }
    const double place = q * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - static_cast<double>(below));
}

double pooledStandardError(std::span<const double> standardErrors, std::span<const std::int64_t> sizes)
{
    BAFO_CHECK(standardErrors.size() == sizes.size(), "every score has a size");
    double squares = 0;
    double total = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const auto size = static_cast<double>(sizes[i]);
        squares += (size - 1) * standardErrors[i] * standardErrors[i] * size;
        total += size;
    }
    const double freedom = total - static_cast<double>(sizes.size());
    return freedom > 0 ? std::sqrt(squares / freedom / total) : 0;
}

double pooledMean(std::span<const double> scores, std::span<const std::int64_t> sizes)
{
    BAFO_CHECK(scores.size() == sizes.size(), "every score has a size");
    double sum = 0;
    double total = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        sum += scores[i] * static_cast<double>(sizes[i]);
        total += static_cast<double>(sizes[i]);
    }
    return total > 0 ? sum / total : 0;
}

std::vector<double> sumsOf(const ItemSums &items)
{
    std::vector<double> sums(items.width, 0);
    for (std::size_t row = 0; row < items.numItems(); ++row) {
        addRow(items, row, sums);
    }
    return sums;
}

Resampled bootstrap(const ItemSums &items, const ScoreOfSums &score, const ResamplingSettings &settings)
{
    const std::size_t numItems = items.numItems();
    if (numItems < 2 || settings.numResamples < 2) {
        const double value = numItems == 0 ? 0 : score(sumsOf(items));
        return {.standardError = 0, .interval = {.low = value, .high = value}};
    }
    std::vector<double> scores;
    std::vector<double> sums(items.width);
    for (int resample = 0; resample < settings.numResamples; ++resample) {
        const Draws draws(numItems, settings, resample);
        std::fill(sums.begin(), sums.end(), 0.0);
        for (std::size_t draw = 0; draw < numItems; ++draw) {
            addRow(items, draws.pick(draw), sums);
        }
        scores.push_back(score(sums));
    }
    Resampled result{.standardError = sampleDeviation(scores), .interval = {}};
    result.interval = percentilesOf(scores);
    return result;
}

double mcNemarExact(std::int64_t onlyFirst, std::int64_t onlySecond)
{
    const std::int64_t total = onlyFirst + onlySecond;
    if (total == 0) {
        return 1;
    }
    const auto n = static_cast<double>(total);
    double tail = 0;
    for (std::int64_t k = 0; k <= std::min(onlyFirst, onlySecond); ++k) {
        const auto at = static_cast<double>(k);
        tail += std::exp(std::lgamma(n + 1) - std::lgamma(at + 1) - std::lgamma(n - at + 1) - n * std::log(2.0));
    }
    return std::min(1.0, 2 * tail);
}

PairedDifference pairedBootstrap(const ItemSums &first, const ItemSums &second, const ScoreOfSums &score,
                                 const ResamplingSettings &settings)
{
    BAFO_CHECK(first.numItems() == second.numItems() && first.width == second.width, "rows belong together");
    const std::size_t numItems = first.numItems();
    if (numItems == 0) {
        return {};
    }
    PairedDifference result{
        .difference = score(sumsOf(second)) - score(sumsOf(first)), .interval = {}, .probability = 1};
    std::vector<double> differences;
    std::vector<double> sums(first.width);
    double below = 0;
    double above = 0;
    for (int resample = 0; resample < settings.numResamples; ++resample) {
        const Draws draws(numItems, settings, resample);
        double values[2] = {0, 0};
        for (int model = 0; model < 2; ++model) {
            std::fill(sums.begin(), sums.end(), 0.0);
            for (std::size_t draw = 0; draw < numItems; ++draw) {
                addRow(model == 0 ? first : second, draws.pick(draw), sums);
            }
            values[model] = score(sums);
        }
        differences.push_back(values[1] - values[0]);
        below += differences.back() <= 0 ? 1 : 0;
        above += differences.back() >= 0 ? 1 : 0;
    }
    // With the observed sample counted among the resamples: no finite number of them shows that something is
    // impossible.
    result.probability
        = std::min(1.0, 2 * (std::min(below, above) + 1) / (static_cast<double>(settings.numResamples) + 1));
    result.interval = percentilesOf(differences);
    return result;
}

} // namespace bafo::scoring
