// SPDX-License-Identifier: GPL-3.0-or-later
// The two sets of colours that the window has, light and dark, and the palettes made of them.
#pragma once

#include <QColor>
#include <QPalette>

#include <array>

namespace bafo::ui {

/// A value. Every pair of words and ground that the window uses has a contrast of at least 4.5:1 (tests/ui/screens).
struct Colours {
    QColor ground; ///< behind everything
    QColor surface; ///< cards and lists
    QColor raised; ///< rail, buttons, what floats
    QColor text;
    QColor muted;
    QColor line;
    QColor accent; ///< primary button, selection and focus, nothing else
    QColor chosen; ///< behind the chosen row of a list: so pale that every word and state is read on it as on a card
    QColor textOnAccent;
    QColor good;
    QColor warning;
    QColor error;
    std::array<QColor, 4> series; ///< curves
    std::array<QColor, 4> seriesText; ///< words of a curve: its colour, so strong that they can be read
    std::array<QColor, 4> pieces; ///< tints behind word pieces: old twice in turn, new beginning, new rest
};

[[nodiscard]] const Colours &lightColours();
[[nodiscard]] const Colours &darkColours();

[[nodiscard]] bool isDark(const QPalette &palette);

/// Those that the palette was made of.
[[nodiscard]] const Colours &coloursOf(const QPalette &palette);

[[nodiscard]] QPalette paletteOf(const Colours &colours);

} // namespace bafo::ui
