// SPDX-License-Identifier: GPL-3.0-or-later
// A plan of memory as people read it: a few parts instead of ten kinds, and changes of settings in words.
#pragma once

#include "core/plan/machine_memory.h"
#include "core/plan/mending.h"
#include "ui/widgets/memory_bar.h"

#include <QString>

namespace bafo::ui {

/// Of one process when it holds most, and of the machine.
[[nodiscard]] MemoryPicture pictureOf(const plan::MemoryPlan &plan, const plan::MachineMemory &machine);

/// "Compute blocks again, 1 sequence at once": a button's words.
[[nodiscard]] QString mendingInWords(const std::vector<plan::PlanChange> &changes);

} // namespace bafo::ui
