// SPDX-License-Identifier: GPL-3.0-or-later
// Tab goes through an area as one reads it, also where parts of it were made later.
#pragma once

class QWidget;

namespace bafo::ui {

/// For focusNextPrevChild() of an area: moves the focus to the next control (or the one before) by place, line by line
/// and in a line from left to right; what is in one container stays together. Behind the last it goes on to what
/// follows the area in the window. Qt's own chain has a control that was made later at its end, and setTabOrder()
/// leaves circles in it where focus proxies are about (6.4). False where there is nowhere to go.
bool focusNextByPlace(QWidget &area, bool isNext);

} // namespace bafo::ui
