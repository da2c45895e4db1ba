// SPDX-License-Identifier: GPL-3.0-or-later
// What to know before a run over conversations, or one of an adapter, starts.
#pragma once

#include "ui/models/run_plan.h"

#include <vector>

namespace bafo::ui {

/// A part of warningsOf().
void addConversationWarnings(const config::RunConfig &config, const TrainFacts &facts, const RunPlan &plan,
                             std::vector<DraftWarning> &found);

} // namespace bafo::ui
