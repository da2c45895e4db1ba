// SPDX-License-Identifier: Apache-2.0
// bafo-engine: model arithmetic, training, generation, evaluation. Started by bafo, or by hand.
#include "app/command_line/program.h"
#include "app/engine/torch_guard.h"
#include "app/engine/verbs.h"
#include "core/model/memory_reuse.h"

#include <vector>

int main(int argc, char **argv)
{
    using bafo::command_line::Verb;
    bafo::model::reuseFreedMemory();
    const std::vector<Verb> verbs = {
        {"run-worker", bafo::engine::addRunWorker},
        {"run-rank", bafo::engine::addRunRank},
        {"devices", bafo::engine::addDevices},
        {"device-check", bafo::engine::addDeviceCheck},
        {"eval", bafo::engine::addEval},
        {"model", bafo::engine::addModel},
        {"generate", bafo::engine::addGenerate},
        {"chat", bafo::engine::addChat},
        {"serve", bafo::engine::addServe},
    };
    return bafo::command_line::runProgram(
        argc, argv,
        {.name = "bafo-engine",
         .about = "The worker of BafoGPT Workbench: trains, measures and runs models.",
         .version = BAFO_VERSION,
         .verbs = verbs,
         .explain = bafo::engine::explainTorch});
}
