// SPDX-License-Identifier: Apache-2.0
// Marks the items of an evaluation that stand in text which the model was trained on, as far as its lineage tells.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/protocol/event_sink.h"
#include "core/runs/project.h"
#include "core/scoring/evaluation_plan.h"

#include <vector>

namespace bafo::engine {

struct OverlapSearch {
    FileSystem &files;
    const runs::Project &project;
    protocol::EventSink &events;
    Path model;
};

/// Follows the lineage through the project's models to the runs that made them, and reads the text of those runs'
/// curriculum and replay once. Sets foundIn of the items. What is not in the project any more is told in a warning:
/// it was not looked through.
Result<void> findTrainingOverlap(const OverlapSearch &search, std::vector<scoring::AskedCell> &cells);

} // namespace bafo::engine
