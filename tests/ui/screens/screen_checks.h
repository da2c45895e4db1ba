// SPDX-License-Identifier: GPL-3.0-or-later
// What can be found wrong with a window without eyes: words that do not fit, controls without a name, keys that miss
// one.
#pragma once

#include <QStringList>

class QWidget;

namespace bafo::screens {

/// Visible labels, buttons, boxes and heads of columns whose words take more room than they have, and cells of those
/// columns that a view names in its property "bafoWholeColumns". A widget with the property "bafoElides" shortens its
/// words on purpose and shows them whole elsewhere.
[[nodiscard]] QStringList clippedTexts(const QWidget &window);

/// Visible controls that take the focus and have neither a name nor words.
[[nodiscard]] QStringList namelessControls(const QWidget &window);

/// Controls that Tab does not reach, starting anywhere in the window.
[[nodiscard]] QStringList unreachableControls(QWidget &window);

/// Pairs of words and ground of both palettes with a contrast under 4.5:1 (WCAG 2.1, 1.4.3).
[[nodiscard]] QStringList weakContrasts();

} // namespace bafo::screens
