// SPDX-License-Identifier: GPL-3.0-or-later
// Scores, their doubt and comparisons of two models, in words for people.
#pragma once

#include "core/scoring/paired_items.h"

#include <QString>
#include <QStringList>

#include <cstdint>

namespace bafo::ui {

/// How a metric is written: a share of items in percent, points of 100, or a number.
enum class ScoreUnit { percent, points, number };

[[nodiscard]] ScoreUnit unitOfMetric(const QString &metric);

/// "right answers" for "acc": the metric's plain name; the field's own term for one that is not known here.
[[nodiscard]] QString metricInWords(const QString &metric);

/// "31.2 %", "24.7", "1.312"
[[nodiscard]] QString scoreInWords(double value, ScoreUnit unit);

/// "28.3–34.3 %"
[[nodiscard]] QString intervalInWords(double low, double high, ScoreUnit unit);

/// "±3.0 points"; of a number "±0.021"
[[nodiscard]] QString doubtInWords(double low, double high, ScoreUnit unit);

/// "0.006", "below 0.001"
[[nodiscard]] QString probabilityInWords(double probability);

/// From this probability on a difference is told as one: McNemar's usual 0.05.
inline constexpr double kDecisiveProbability = 0.05;

/// "tiny-grown better", "no difference shown": what a column of comparisons says first.
[[nodiscard]] QString verdictOnPair(const scoring::PairedCounts &counts, const QString &first, const QString &second);

/// Sentences: wins, losses, flips, McNemar's p and what it means.
[[nodiscard]] QString pairInSentences(const scoring::PairedCounts &counts, const QString &first, const QString &second);

} // namespace bafo::ui
