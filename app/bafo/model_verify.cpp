// SPDX-License-Identifier: Apache-2.0
// `model verify`: is a model still what was written, and what it was made from? The second is the engine's part.
#include "app/bafo/engine_place.h"
#include "app/bafo/engine_program.h"
#include "app/bafo/verbs.h"
#include "app/bafo/words.h"
#include "app/command_line/model_files.h"
#include "core/runs/model_lineage.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace bafo::app {
namespace {

struct Options {
    std::string model;
    std::string against;
    bool isFilesOnly = false;
};

/// There is something to compare it with, by its lineage.
Result<bool> wasMerged(FileSystem &files, const Path &folder)
{
    return BAFO_TRY(runs::readLineage(files, folder)).how == "merge";
}

Result<bool> isEngineReady(VerbContext &context)
{
    const EngineParts parts = BAFO_TRY(parseEngineParts(kEnginePartsText));
    return BAFO_TRY(findEngine(context, parts)).state == EngineState::ready;
}

Result<void> verify(VerbContext &context, const Options &options)
{
    const auto project = BAFO_TRY(context.projectIfAny());
    const Path path = BAFO_TRY(runs::resolveModel(context.files, project ? &*project : nullptr, options.model));
    const bool hasReference = !options.against.empty() || BAFO_TRY(wasMerged(context.files, path));
    if (hasReference && !options.isFilesOnly) {
        if (BAFO_TRY(isEngineReady(context))) {
            return becomeEngine(context); // which looks at the files as well
        }
        context.printer.say("the engine is not on this computer: only the files are looked at, not what they say");
    }
    const auto found = BAFO_TRY(command_line::verifyFiles(context, options.model, path));
    if (!found.isSound()) {
        return fail(ErrorCode::data,
                    options.model + " is not as it was written: " + command_line::differencesInWords(found),
                    command_line::mendOf(found));
    }
    context.printer.say(options.model + ": all " + std::to_string(found.numFiles) + " files are as they were written ("
                        + sizeInWords(found.sizeBytes) + ")");
    return {};
}

} // namespace

void addModelVerify(CLI::App &family, VerbContext &context)
{
    auto options = std::make_shared<Options>();
    CLI::App *verb = command_line::addVerb(
        family, "verify", "compare a model's files with the hashes of lineage.json, and a merged one with its parts",
        context);
    verb->add_option("model", options->model, "a model of the project, a folder, or a GGUF file")->required();
    verb->add_option("--against", options->against,
                     "compare it with this model, or adapter: of an export, what it was made of");
    verb->add_flag("--files-only", options->isFilesOnly, "read the files, compute nothing");
    verb->footer("Names each file that differs, is missing or is extra. A merged model, or one with --against, gets a\n"
                 "certificate (certificate.json in its folder): tokens of 50 isiZulu sentences, logits, the likeliest\n"
                 "token, ends of answers, chat template. The exit code is 5 where anything is wrong.");
    verb->callback([options, &context] { context.action = [options, &context] { return verify(context, *options); }; });
}

} // namespace bafo::app
