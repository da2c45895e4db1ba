// SPDX-License-Identifier: GPL-3.0-or-later
// A word on the desktop while the window is not in front.
#pragma once

#include <QString>

namespace bafo::ui {

/// By notify-send's service (org.freedesktop.Notifications) over D-Bus; a desktop without one hears nothing. Does not
/// wait.
void notifyDesktop(const QString &title, const QString &text);

} // namespace bafo::ui
