// SPDX-License-Identifier: Apache-2.0
// bafo: every verb. What needs tensors is handed to bafo-engine.
#include "app/bafo/eval_options.h"
#include "app/bafo/verbs.h"

#include <array>
#include <cstdlib>

int main(int argc, char **argv)
{
    using namespace bafo;
    static constexpr auto kAbout = "Teach an open language model a new language: text, words, training, chat.";
    // One line a verb.
    // clang-format off
    const std::array verbs {
        command_line::Verb {"init", app::addInit},
        command_line::Verb {"status", app::addStatus},
        command_line::Verb {"disk", app::addDisk},
        command_line::Verb {"config", app::addConfig},
        command_line::Verb {"data", app::addData},
        command_line::Verb {"tokenizer", app::addTokenizer},
        command_line::Verb {"model", app::addModel},
        command_line::Verb {"plan", app::addPlan},
        command_line::Verb {"run", app::addRun},
        command_line::Verb {"eval", app::addEval},
        command_line::Verb {"index", app::addIndex},
        command_line::Verb {"engine", app::addEngine},
        command_line::Verb {"engine verbs", app::addEngineVerbs},
    };
    // clang-format on
    // For the engine that is started from here: threads that wait by spinning take the processor from whoever has the
    // work. libgomp's own count made training far slower beside one other busy program; this one costs an idle machine
    // 1 %.
    ::setenv("GOMP_SPINCOUNT", "5000", 0);
    return command_line::runProgram(argc, argv,
                                    {.name = "bafo", .about = kAbout, .version = BAFO_VERSION, .verbs = verbs});
}
