// SPDX-License-Identifier: Apache-2.0
#include "app/command_line/model_files.h"
#include "app/engine/certification.h"
#include "app/engine/model_arguments.h"
#include "app/engine/verb_model.h"
#include "core/runs/model_lineage.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace bafo::engine {
namespace {

struct Options {
    std::string model;
    std::string against;
    bool isFilesOnly = false;
};

Result<void> run(const command_line::VerbContext &context, const Options &options)
{
    const Path path = BAFO_TRY(findModel(context, options.model));
    Certification request{.model = path.has_filename() ? path : path.parent_path(), .against = options.against};
    const bool isFolder = BAFO_TRY(context.files.status(path)).isDirectory;
    const bool hasLineage = isFolder && BAFO_TRY(context.files.status(path / runs::kLineageFileName)).exists;
    if (hasLineage || options.isFilesOnly) {
        request.files = BAFO_TRY(command_line::verifyFiles(context, options.model, path));
    }
    if (!options.isFilesOnly) {
        return tellCertificate(context, BAFO_TRY(certify(context, request)));
    }
    if (!request.files->isSound()) {
        return fail(ErrorCode::data,
                    options.model + " is not as it was written: " + command_line::differencesInWords(*request.files),
                    command_line::mendOf(*request.files));
    }
    context.printer.say(options.model + ": all files are as they were written");
    return {};
}

} // namespace

void addModelVerify(CLI::App &family, command_line::VerbContext &context)
{
    auto options = std::make_shared<Options>();
    CLI::App *verb = command_line::addVerb(
        family, "verify", "compare a model with what it was made from, and its files with their hashes", context);
    verb->add_option("model", options->model, "a model of the project, a folder, or a GGUF file")->required();
    verb->add_option("--against", options->against, "a model or adapter; else what it was merged from");
    verb->add_flag("--files-only", options->isFilesOnly, "read the files, compute nothing");
    verb->callback([options, &context] { context.action = [options, &context] { return run(context, *options); }; });
}

} // namespace bafo::engine
