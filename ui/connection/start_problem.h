// SPDX-License-Identifier: GPL-3.0-or-later
// Why a child could not be started, in words that lead on: the system's own word for most reasons is "no such file".
#pragma once

#include "core/base/result.h"

#include <QString>

namespace bafo::ui {

/// The folder of the open project is not where it was. Everybody tells it in the same words, so that it is told once.
[[nodiscard]] Error projectGone(const QString &folder);

/// `program` did not start in `workingFolder`; `reason` is the system's. Looks at the disk: only after a failure.
[[nodiscard]] Error startProblem(const QString &program, const QString &workingFolder, const QString &reason);

} // namespace bafo::ui
