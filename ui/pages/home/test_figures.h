// SPDX-License-Identifier: GPL-3.0-or-later
// What Home tells of evaluations. Reads: call it in a worker's thread.
#pragma once

#include "core/base/file_system.h"
#include "core/runs/project.h"

#include <QString>

#include <cstdint>

namespace bafo::ui {

struct TestFigures {
    std::int64_t numTasks = 0; ///< whose data is in the project
    std::int64_t numEvaluations = 0; ///< that came to their end
    QString model; ///< of the newest of those; empty: there is none
    QString task; ///< that it was asked first, by its title
    QString metric;
    double value = 0;
    double low = 0; ///< of the 95 % interval
    double high = 0;
    std::int64_t numItems = 0;
};

[[nodiscard]] TestFigures readTestFigures(FileSystem &files, const runs::Project &project);

} // namespace bafo::ui
