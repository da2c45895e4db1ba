// SPDX-License-Identifier: GPL-3.0-or-later
// Distances and text sizes, all in units of the font: the window grows with it.
#pragma once

#include <QFont>
#include <QWidget>

namespace bafo::ui {

/// Of the system's font: 1.0, 1.25 and 1.75 times.
enum class TextSize { body, title, heading };

enum class TextWeight { normal, strong };

/// u: half of the font's height. Margins are 3u, gaps u.
[[nodiscard]] int unitOf(const QFont &font);
[[nodiscard]] inline int unitOf(const QWidget &widget)
{
    return unitOf(widget.font());
}

/// Height of a row in a list: 1.8 lines.
[[nodiscard]] int rowHeightOf(const QFont &font);

/// The application's font in another size and weight.
[[nodiscard]] QFont fontOf(TextSize size, TextWeight weight = TextWeight::normal);

/// Digits of one width, for columns of numbers.
[[nodiscard]] QFont numberFont();

} // namespace bafo::ui
