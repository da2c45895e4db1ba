// SPDX-License-Identifier: Apache-2.0
// How a run ended, and its last words in the log.
#pragma once

#include "core/base/result.h"
#include "core/runs/event_log.h"

#include <cstdint>
#include <string>

namespace bafo::runs {

/// An end that is no failure.
struct RunEnd {
    std::string outcome = {}; ///< finished, cancelled, stopped
    std::int64_t step = 0;
    std::string outputModel = {}; ///< name in the project; empty where none was made
};

/// Tells run_finished, or run_failed with the error, in the name of the rank that it is about. Gives what the worker
/// exits with: nothing for a finished run, else an error (cancelled for a run that was cancelled or stopped).
Result<void> tellRunEnd(EventLogWriter &log, const Result<RunEnd> &end, int rank = 0);

} // namespace bafo::runs
