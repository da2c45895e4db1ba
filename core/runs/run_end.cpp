// SPDX-License-Identifier: Apache-2.0
#include "core/runs/run_end.h"

#include "core/protocol/events.h"

namespace bafo::runs {

Result<void> tellRunEnd(EventLogWriter &log, const Result<RunEnd> &end, int rank)
{
    if (!end) {
        const Error &error = end.error();
        // A log that cannot be written is no reason to hide the first error.
        (void)log.emitFor(
            rank,
            protocol::RunFailed{.code = std::string(nameOf(error.code)), .message = error.message, .hint = error.hint});
        return fail(error);
    }
    BAFO_TRY(log.emitFor(
        rank, protocol::RunFinished{.outcome = end->outcome, .step = end->step, .outputModel = end->outputModel}));
    if (end->outcome == "finished") {
        return {};
    }
    return fail(ErrorCode::cancelled, "the run was " + end->outcome + " after step " + std::to_string(end->step),
                "'bafo run resume' goes on from its last checkpoint");
}

} // namespace bafo::runs
