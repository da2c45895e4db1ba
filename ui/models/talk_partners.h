// SPDX-License-Identifier: GPL-3.0-or-later
// Which of a project's models one wants to talk with before having chosen any.
#pragma once

#include "core/base/file_system.h"
#include "core/runs/project.h"

#include <QStringList>

namespace bafo::ui {

/// The model that was trained last (where none was: the newest one) and, behind it, the others: first the one that it
/// was made from, then the newer before the older. Reads one small file for each model until it has found them: any
/// thread.
[[nodiscard]] QStringList talkPartners(FileSystem &files, const runs::Project &project);

} // namespace bafo::ui
