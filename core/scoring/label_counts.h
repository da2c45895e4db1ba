// SPDX-License-Identifier: Apache-2.0
// F1 over classes, from counts that add up over items: scikit-learn's f1_score with average "weighted" or "macro".
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace bafo::scoring {

/// Of one item: [right, given, wanted] a class; what was given may be no class (given >= numLabels).
[[nodiscard]] std::vector<double> labelCounts(std::size_t numLabels, std::size_t wanted, std::size_t given);

/// Mean of the classes' F1, weighted by how often each is wanted. A class that is neither wanted nor given has F1 0.
[[nodiscard]] double weightedF1(std::span<const double> counts);

/// Plain mean over the classes that are wanted or given.
[[nodiscard]] double macroF1(std::span<const double> counts);

} // namespace bafo::scoring
