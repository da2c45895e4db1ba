// SPDX-License-Identifier: Apache-2.0
// One of several processes that work on a run together, started and watched by the worker (run_worker.h).
#pragma once

#include "core/base/clock.h"
#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/distributed/rank_place.h"

#include <cstdint>

namespace bafo::engine {

/// Works, and tells its end on the status pipe, a descriptor that it takes over (-1: nobody watches). Rank 0 writes the
/// run's events and hears its commands meanwhile, but tells neither the run's begin nor its end. The device is the one
/// that launch.json asks for; `program` lies beside its library. Fails (config) where no supervisor holds the run.
Result<void> runRank(FileSystem &files, const Clock &clock, const Path &runFolder, const Path &program,
                     const distributed::RankPlace &place, std::uint64_t oldCommands, int statusDescriptor);

} // namespace bafo::engine
