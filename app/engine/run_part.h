// SPDX-License-Identifier: Apache-2.0
// One process's part of a run: that of the leader, which tells events and hears commands, and that of the others.
#pragma once

#include "app/engine/compute_device.h"
#include "core/base/clock.h"
#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/distributed/rank_place.h"
#include "core/distributed/rank_progress.h"
#include "core/protocol/event_sink.h"
#include "core/runs/run_end.h"
#include "core/runs/run_folder.h"
#include "core/train/trainer_control.h"

#include <cstdint>

namespace bafo::engine {

/// What a process works with, borrowed.
struct RunPart {
    FileSystem &files;
    const Clock &clock;
    const runs::RunFolder &run;
    const distributed::RankPlace &place;
    const ComputeDevice &device;
    distributed::RankProgress &progress;
    protocol::EventSink &events;
    train::TrainerControl &control; ///< whoever takes signals posts here; only the leader's is asked
};

/// Trains, tells a heartbeat, and answers the commands that lie behind `oldCommands` bytes of the command log. Whatever
/// torch throws is an error.
[[nodiscard]] Result<runs::RunEnd> leadRun(const RunPart &part, std::uint64_t oldCommands);

/// Trains with the leader.
[[nodiscard]] Result<runs::RunEnd> followRun(const RunPart &part);

} // namespace bafo::engine
