// SPDX-License-Identifier: Apache-2.0
// The supervising worker without the engine around it: fake_supervisor RUN_FOLDER RANKS SILENCE_MS GRACE_MS
// RANK_PROGRAM. Exits as the worker does, and says its error on stderr. Test code only.
#include "core/base/clock.h"
#include "core/distributed/local_rank_launcher.h"
#include "core/distributed/supervised_run.h"
#include "core/runs/taken_run.h"

#include <csignal>
#include <cstdlib>
#include <iostream>

namespace {

volatile std::sig_atomic_t g_isStopAsked = 0;

bafo::Result<void> supervise(char **words)
{
    bafo::PosixFileSystem files;
    const bafo::SystemClock clock;
    const bafo::runs::RunFolder run{bafo::Path(words[1])};
    const auto taken = BAFO_TRY(bafo::runs::takeRun(files, run));
    bafo::distributed::LocalRankLauncher launcher{bafo::Path(words[5])};
    return bafo::distributed::superviseRun(
        {.files = files,
         .clock = clock,
         .run = run,
         .launcher = launcher,
         .isStopAsked = [] { return g_isStopAsked != 0; },
         .version = "fake",
         .numRanks = std::atoi(words[2]),
         .oldCommands = taken.oldCommands,
         .settings = {.silenceMs = std::atoi(words[3]), .graceMs = std::atoi(words[4])}});
}

} // namespace

int main(int count, char **words)
{
    if (count != 6) {
        return 64;
    }
    std::signal(SIGTERM, [](int) { g_isStopAsked = 1; });
    const auto done = supervise(words);
    if (done) {
        return 0;
    }
    std::cerr << done.error().message << "\n  -> " << done.error().hint << "\n";
    return bafo::exitCodeOf(done.error().code);
}
