// SPDX-License-Identifier: GPL-3.0-or-later
// Tab goes through an area as one reads it, also where parts of it were made later.
#pragma once

#include <Qt>

class QWidget;

namespace bafo::ui {

/// For focusNextPrevChild() of an area: moves the focus to the next control (or the one before) by place, line by line
/// and in a line from left to right; what is in one container stays together, and what is scrolled away comes into
/// sight. Where the control with the focus has just been hidden, its neighbour gets it. Behind the last a window begins
/// anew; any other area gives false: what is around it decides. Qt's own chain has a control that was made later at its
/// end, and setTabOrder() leaves circles in it where focus proxies are about (6.4).
bool focusNextByPlace(QWidget &area, bool isNext);

/// Brings the focus into an area: to where it was there last; else, by Tab's reason, to its first control, and for any
/// other to the area itself, so that Tab goes to its first control next.
void focusArea(QWidget &area, Qt::FocusReason reason);

} // namespace bafo::ui
