// SPDX-License-Identifier: GPL-3.0-or-later
// A native speaker's verdicts in words, and the keys that give them.
#pragma once

#include "core/scoring/verdict_file.h"

#include <QString>

#include <array>

namespace bafo::ui {

/// In the order of their keys, 1 to 4; 0 takes one back.
inline constexpr std::array<scoring::Verdict, 4> kGivenVerdicts{scoring::Verdict::right, scoring::Verdict::partly,
                                                                scoring::Verdict::wrong, scoring::Verdict::badItem};

/// Empty for none.
[[nodiscard]] QString verdictInWords(scoring::Verdict verdict);

/// What it means, a sentence.
[[nodiscard]] QString meaningOf(scoring::Verdict verdict);

} // namespace bafo::ui
