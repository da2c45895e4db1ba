// SPDX-License-Identifier: GPL-3.0-or-later
// Breeze's symbols in the colour of the text beside them.
#pragma once

#include <QIcon>
#include <QString>

namespace bafo::ui {

/// One of resources/icons/icons.txt, painted in the palette's text colour at the time of painting: it follows a change
/// between light and dark by itself. A name that is not listed trips a check.
[[nodiscard]] QIcon icon(const QString &name);

} // namespace bafo::ui
