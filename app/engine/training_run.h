// SPDX-License-Identifier: Apache-2.0
// Puts a training run together out of its configuration, its project and its folder, and runs it.
#pragma once

#include "app/engine/compute_device.h"
#include "core/base/clock.h"
#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/distributed/rank_place.h"
#include "core/distributed/rank_progress.h"
#include "core/protocol/event_sink.h"
#include "core/runs/run_folder.h"
#include "core/train/heartbeat.h"
#include "core/train/trainer.h"
#include "core/train/trainer_control.h"

#include <cstdint>
#include <string>

namespace bafo::engine {

/// What the worker lends.
struct TrainingContext {
    FileSystem &files;
    const Clock &clock;
    const runs::RunFolder &run;
    const distributed::RankPlace &place;
    const ComputeDevice &device;
    distributed::RankProgress &progress; ///< told around collectives, and when one fails because of a peer
    protocol::EventSink &events;
    train::TrainerControl &control;
    train::Heartbeat &heartbeat;
};

struct TrainingEnd {
    train::TrainOutcome outcome = train::TrainOutcome::finished;
    std::int64_t step = 0;
    std::string outputModel = {}; ///< name in the project; empty where none was made
};

/// From the run's newest checkpoint, or from the model that its configuration names. Torch's exceptions pass through.
Result<TrainingEnd> runTraining(const TrainingContext &context);

} // namespace bafo::engine
