// SPDX-License-Identifier: GPL-3.0-or-later
// Content that goes on below the edge of its area where text is large or the window low.
#pragma once

#include <QScrollArea>

namespace bafo::ui {

/// Scrolls up and down only, without a frame or ground of its own: a card or the page shows through. With a
/// name it takes the keyboard, for content that is only read; without one its controls do. Takes the content over.
[[nodiscard]] QScrollArea *scrolling(QWidget *content, const QString &name = {});

} // namespace bafo::ui
