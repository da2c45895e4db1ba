// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/label_counts.h"

#include "core/base/check.h"

namespace bafo::scoring {
namespace {

/// 2 right / (given + wanted), which is the harmonic mean of precision and recall.
double f1Of(std::span<const double> counts, std::size_t label)
{
    const double both = counts[3 * label + 1] + counts[3 * label + 2];
    return both > 0 ? 2 * counts[3 * label] / both : 0;
}

} // namespace

std::vector<double> labelCounts(std::size_t numLabels, std::size_t wanted, std::size_t given)
{
    BAFO_CHECK(wanted < numLabels, "the wanted label is one of them");
    std::vector<double> counts(3 * numLabels, 0);
    counts[3 * wanted + 2] = 1;
    if (given < numLabels) {
        counts[3 * given + 1] = 1;
        counts[3 * given] = given == wanted ? 1 : 0;
    }
    return counts;
}

double weightedF1(std::span<const double> counts)
{
    double sum = 0;
    double weight = 0;
    for (std::size_t label = 0; label < counts.size() / 3; ++label) {
        sum += f1Of(counts, label) * counts[3 * label + 2];
        weight += counts[3 * label + 2];
    }
    return weight > 0 ? sum / weight : 0;
}

double macroF1(std::span<const double> counts)
{
    double sum = 0;
    double numLabels = 0;
    for (std::size_t label = 0; label < counts.size() / 3; ++label) {
        const bool occurs = counts[3 * label + 1] + counts[3 * label + 2] > 0;
        sum += occurs ? f1Of(counts, label) : 0;
        numLabels += occurs ? 1 : 0;
    }
    return numLabels > 0 ? sum / numLabels : 0;
}

} // namespace bafo::scoring
