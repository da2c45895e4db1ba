// SPDX-License-Identifier: Apache-2.0
// How far a score can be trusted: standard errors, intervals, and whether two models differ.
//
// Standard errors are those of lm-evaluation-harness 0.4 (lm_eval/api/metrics.py): sample standard deviation (n - 1)
// over the root of n; pooled variance for groups. Draws come from counter-based random numbers, so that the same scores
// give the same interval on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace bafo::scoring {

inline constexpr double kConfidence = 0.95;

struct Interval {
    double low = 0;
    double high = 0;
};

[[nodiscard]] double meanOf(std::span<const double> values);

/// 0 for fewer than two values.
[[nodiscard]] double standardErrorOf(std::span<const double> values);

/// Mean plus and minus 1.96 standard errors.
[[nodiscard]] Interval normalInterval(double mean, double standardError);

/// Wilson's interval (1927) of a proportion of `count` items: never leaves 0 to 1 and is sound for small counts, where
/// the normal one is not. 0 to 1 for no item.
[[nodiscard]] Interval wilsonInterval(double share, std::int64_t count);

/// Value at quantile q (0 to 1) of sorted values, between two neighbours by straight line; 0 for none.
[[nodiscard]] double quantileOf(std::span<const double> sorted, double q);

/// Of a score over several data sets as one, from their standard errors and sizes.
[[nodiscard]] double pooledStandardError(std::span<const double> standardErrors, std::span<const std::int64_t> sizes);

/// Mean of the scores weighted by size.
[[nodiscard]] double pooledMean(std::span<const double> scores, std::span<const std::int64_t> sizes);

/// Items as rows of `width` sums; a score is a function of the sums over all items (matches and totals of n-grams, bits
/// and bytes, or simply a value and a count).
struct ItemSums {
    std::span<const double> values; ///< items x width, row-major
    std::size_t width = 1;

    [[nodiscard]] std::size_t numItems() const { return width == 0 ? 0 : values.size() / width; }
};

using ScoreOfSums = std::function<double(std::span<const double> sums)>;

struct ResamplingSettings {
    int numResamples = 1000;
    std::uint64_t seed = 1;
};

struct Resampled {
    double standardError = 0; ///< sample standard deviation of the resampled scores
    Interval interval; ///< percentiles
};

[[nodiscard]] std::vector<double> sumsOf(const ItemSums &items);

/// Bootstrap (Efron 1979) over whole items. Nothing (0 and the score itself) for fewer than two items.
[[nodiscard]] Resampled bootstrap(const ItemSums &items, const ScoreOfSums &score,
                                  const ResamplingSettings &settings = {});

/// McNemar's exact test: the probability, if both models were equally good, of items that only one of them gets right
/// being shared out at least as unevenly as they are. 1 where there is none.
[[nodiscard]] double mcNemarExact(std::int64_t onlyFirst, std::int64_t onlySecond);

struct PairedDifference {
    double difference = 0; ///< second minus first
    Interval interval;
    double probability = 1; ///< two-sided: twice (k + 1) / (n + 1), k the fewer of n resamples beyond 0; at most 1
};

/// Paired bootstrap (Koehn 2004): both models are resampled with the same items. Rows belong together one by one.
[[nodiscard]] PairedDifference pairedBootstrap(const ItemSums &first, const ItemSums &second, const ScoreOfSums &score,
                                               const ResamplingSettings &settings = {});

} // namespace bafo::scoring
