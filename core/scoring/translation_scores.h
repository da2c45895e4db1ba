// SPDX-License-Identifier: Apache-2.0
// chrF, chrF++ and BLEU as sacrebleu 2.x computes them (Popovic 2015 and 2017; Papineni et al. 2002; Post 2018), from
// counts of one segment that add up to those of a corpus.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::scoring {

inline constexpr int kCharacterOrder = 6;
inline constexpr int kBleuOrder = 4;
inline constexpr double kMostChrf = 100;
inline constexpr double kMostBleu = 100;

/// Widths of the counts: [hypothesis, reference, matches] an order; lengths, then matches and totals an order.
inline constexpr std::size_t kChrfWidth = 3 * kCharacterOrder;
inline constexpr std::size_t kChrfPlusWidth = 3 * (kCharacterOrder + 2);
inline constexpr std::size_t kBleuWidth = 2 + 2 * kBleuOrder;

/// Counts of the reference that scores best; wordOrder 0 is chrF, 2 is chrF++. There must be a reference.
[[nodiscard]] std::vector<double> chrfCounts(std::string_view hypothesis, std::span<const std::string> references,
                                             int wordOrder);

/// 0 to 100, beta 2, no smoothing, orders that occur nowhere left out; from counts of one segment or of many.
[[nodiscard]] double chrfOf(std::span<const double> counts);

/// chrF of one segment, 0 to 100.
[[nodiscard]] double sentenceChrf(std::string_view hypothesis, std::span<const std::string> references);

/// Tokenised by rule 13a. There must be a reference.
[[nodiscard]] std::vector<double> bleuCounts(std::string_view hypothesis, std::span<const std::string> references);

/// 0 to 100, exponential smoothing.
[[nodiscard]] double bleuOf(std::span<const double> counts);

/// mteval-v13a's words, one space between two.
[[nodiscard]] std::string tokenized13a(std::string_view line);

/// What sacrebleu prints with these scores: "nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0" and the like.
[[nodiscard]] std::string chrfSignature(int wordOrder, std::size_t numReferences);
[[nodiscard]] std::string bleuSignature(std::size_t numReferences);

} // namespace bafo::scoring
