// SPDX-License-Identifier: Apache-2.0
#include "core/generate/likelihood.h"

#include "core/base/check.h"

#include <algorithm>
#include <cmath>

namespace bafo::generate {

Likelihood likelihoodOf(std::span<const float> logits_V, std::uint32_t token, std::size_t numAlternatives)
{
    BAFO_CHECK(token < logits_V.size(), "the token lies outside the logits");
    const double highest = *std::max_element(logits_V.begin(), logits_V.end());
    const auto isBetter = [logits_V](std::uint32_t a, std::uint32_t b) {
        return logits_V[a] > logits_V[b] || (logits_V[a] == logits_V[b] && a < b);
    };
    Likelihood likelihood{.probability = 0, .rank = 1, .alternatives = {}};
    std::vector<std::uint32_t> best; // a heap with the worst of the best at its top
    double total = 0;
    for (std::uint32_t id = 0; id < logits_V.size(); ++id) {
        total += std::exp(static_cast<double>(logits_V[id]) - highest);
        likelihood.rank += isBetter(id, token) ? 1 : 0;
        if (best.size() < numAlternatives) {
            best.push_back(id);
            std::push_heap(best.begin(), best.end(), isBetter);
        } else if (!best.empty() && isBetter(id, best.front())) {
            std::pop_heap(best.begin(), best.end(), isBetter);
            best.back() = id;
            std::push_heap(best.begin(), best.end(), isBetter);
        }
    }
    const auto probabilityOf
        = [&](std::uint32_t id) { return std::exp(static_cast<double>(logits_V[id]) - highest) / total; };
    likelihood.probability = probabilityOf(token);
    std::sort(best.begin(), best.end(), isBetter);
    for (const std::uint32_t id : best) {
        if (const double probability = probabilityOf(id); probability > 0) {
            likelihood.alternatives.push_back({.id = id, .probability = probability});
        }
    }
    return likelihood;
}

} // namespace bafo::generate
