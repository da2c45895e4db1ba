// SPDX-License-Identifier: GPL-3.0-or-later
// Which of a project's models one wants to talk with before having chosen any, and which of them are adapters.
#pragma once

#include "core/base/file_system.h"
#include "core/runs/project.h"

#include <QMap>
#include <QStringList>

namespace bafo::ui {

/// The model that was trained last (where none was: the newest one) and, behind it, the others: first the one that it
/// was made from (of an adapter its base), then the newer before the older, and adapters without their base last. Reads
/// one small file for each model until it has found them: any thread.
[[nodiscard]] QStringList talkPartners(FileSystem &files, const runs::Project &project);

/// Those of the project's models that are adapters -> the base that each belongs to, as its lineage names it ("?" where
/// it names none). Reads a small file for each: any thread.
[[nodiscard]] QMap<QString, QString> adapterBases(FileSystem &files, const runs::Project &project);

} // namespace bafo::ui
