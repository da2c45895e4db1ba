// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a file of the user's whole or not at all, and says why not in the window's words.
//
// Rejected: QSaveFile. In Qt 6.4 it does not notice that its last 16 KB found no room: on a full disk it puts an empty
// file in place of a good one and says that all is well.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace bafo::ui {

/// On failure what was there before stays. Any thread; waits for the disk.
[[nodiscard]] Result<void> writeWholeFile(const QString &path, const QByteArray &bytes);

/// The same for a file of the window's or the project's own: its folder is made where it is missing.
[[nodiscard]] Result<void> writeOwnFile(const QString &path, const QByteArray &bytes);

} // namespace bafo::ui
