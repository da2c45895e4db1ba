// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers as people type them, whatever their language: 0.0002, 0,0002 and 2e-4 are one number.
#pragma once

#include <QString>

#include <optional>

namespace bafo::ui {

/// One point or one comma is the decimal mark; spaces part thousands; where both stand, the last one is the decimal
/// mark. "1,234" is 1.234, as "0,0002" is 0.0002: a field never guesses. Nothing where the text is no number.
[[nodiscard]] std::optional<double> numberIn(const QString &text);

/// Whole numbers: here a comma, point or space before three digits parts thousands, so "1,000" is a thousand.
[[nodiscard]] std::optional<qint64> wholeNumberIn(const QString &text);

/// As a configuration file writes it: digits, a point, e; the shortest text that gives the same number again.
[[nodiscard]] QString plainNumber(double value);

/// For people: "1,234,567" in English, "1 234 567" where the language has it so.
[[nodiscard]] QString groupedNumber(qint64 value);

/// "5.2 GB", "38 MB"
[[nodiscard]] QString sizeInWords(quint64 bytes);

/// "2 h 10 min", "45 s"
[[nodiscard]] QString durationInWords(qint64 milliseconds);

/// "6 min ago", "just now"
[[nodiscard]] QString agoInWords(qint64 milliseconds);

} // namespace bafo::ui
