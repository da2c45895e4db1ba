// SPDX-License-Identifier: Apache-2.0
#include "app/engine/run_rank.h"
#include "app/engine/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace bafo::engine {
namespace {

struct RankOptions {
    std::string folder;
    distributed::RankPlace place;
    std::string rendezvous;
    std::uint64_t oldCommands = 0;
    int statusDescriptor = -1;
};

Result<void> checkPlace(const distributed::RankPlace &place)
{
    if (place.numRanks < 1 || place.rank < 0 || place.rank >= place.numRanks) {
        return fail(ErrorCode::config,
                    "there is no rank " + std::to_string(place.rank) + " of " + std::to_string(place.numRanks),
                    "ranks are counted from 0; 'bafo run start --ranks N' starts them");
    }
    return {};
}

} // namespace

void addRunRank(CLI::App &program, command_line::VerbContext &context)
{
    CLI::App *verb = command_line::addVerb(program, "run-rank",
                                           "work on a run as one of several; 'run-worker' starts this", context);
    verb->group(""); // not for people
    const auto options = std::make_shared<RankOptions>();
    verb->add_option("RUN_FOLDER", options->folder, "the run's folder in its project")->required();
    verb->add_option("--rank", options->place.rank, "which one, from 0")->required();
    verb->add_option("--ranks", options->place.numRanks, "how many there are")->required();
    verb->add_option("--rendezvous", options->rendezvous, "a fresh folder where they meet")->required();
    verb->add_option("--timeout-ms", options->place.timeoutMs, "how long a rank waits for the others");
    verb->add_option("--commands-from", options->oldCommands, "bytes of commands.jsonl that are not for this start");
    verb->add_option("--status-fd", options->statusDescriptor, "an open pipe to the supervisor");
    verb->callback([&context, options] {
        context.action = [&context, options]() -> Result<void> {
            BAFO_TRY(checkPlace(options->place));
            options->place.rendezvousFolder = options->rendezvous;
            return runRank(context.files, context.clock, options->folder, context.programPath, options->place,
                           options->oldCommands, options->statusDescriptor);
        };
    });
}

} // namespace bafo::engine
