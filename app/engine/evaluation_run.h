// SPDX-License-Identifier: Apache-2.0
// Puts an evaluation together out of its configuration, its project and its folder, and works on it, item by item.
#pragma once

#include "app/engine/training_run.h"
#include "core/base/result.h"

namespace bafo::engine {

/// Goes on behind the last item that was answered. Commands are answered between items: pause waits, cancel and stop
/// end with everything that was answered kept. Works in one process, on the processor (a device is told of as without
/// effect). Torch's exceptions pass through.
Result<TrainingEnd> runEvaluation(const TrainingContext &context);

} // namespace bafo::engine
