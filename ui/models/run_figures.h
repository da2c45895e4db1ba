// SPDX-License-Identifier: GPL-3.0-or-later
// The few figures of a run that people ask for first, as words.
#pragma once

#include "core/runs/run_folder.h"

#include <QString>

#include <cstdint>
#include <optional>

namespace bafo::ui {

/// "412 of 2,000"
[[nodiscard]] QString stepInWords(const runs::RunSummary &summary);

/// Milliseconds until the last step, from the median of the last ones; measuring and saving come on top. Nothing where
/// that cannot be known.
[[nodiscard]] std::optional<qint64> timeLeftMs(const runs::RunSummary &summary);

/// "−28 %": how much `now` differs from `first`.
[[nodiscard]] QString changeInWords(double first, double now);

/// "1.312"; a dash where nothing was measured.
[[nodiscard]] QString measureInWords(double value, int decimals);

/// From its start to now while it is live, else to its last word.
[[nodiscard]] qint64 durationMs(const runs::RunStatus &status, qint64 nowMs);

} // namespace bafo::ui
