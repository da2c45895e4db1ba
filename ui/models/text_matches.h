// SPDX-License-Identifier: GPL-3.0-or-later
// Where in a text the words of a search stand, as the index of a dataset sees words.
#pragma once

#include <QString>

#include <vector>

namespace bafo::ui {

struct TextRange {
    qsizetype start = 0; ///< in UTF-16 units
    qsizetype length = 0;
};

/// Words of letters and digits, without regard to case and accents; the last one of the search may be unfinished,
/// unless a space stands behind it. At most `limit`, in order.
[[nodiscard]] std::vector<TextRange> matchesIn(const QString &text, const QString &search, std::size_t limit = 1000);

/// The text on one line, at most `length` characters of it, around the first match; "…" where something was cut off.
[[nodiscard]] QString excerptOf(const QString &text, const QString &search, qsizetype length);

} // namespace bafo::ui
