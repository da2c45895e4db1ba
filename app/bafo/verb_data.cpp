// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/data_options.h"

#include <CLI/CLI.hpp>

namespace bafo::app {
namespace {

Result<void> checkPresence(VerbContext &context, const std::string &name)
{
    const Path folder = BAFO_TRY(datasetFolder(context, name));
    if (BAFO_TRY(context.files.status(folder / "documents.sqlite")).exists) {
        return {};
    }
    std::string known;
    for (const std::string &other : BAFO_TRY(datasetNames(context))) {
        known += (known.empty() ? "" : ", ") + other;
    }
    return fail(ErrorCode::data, "there is no dataset '" + name + "'",
                known.empty() ? "make one: bafo data import" : "there are: " + known);
}

} // namespace

Result<Path> datasetFolder(VerbContext &context, const std::string &name)
{
    BAFO_TRY(runs::checkName("dataset", name));
    return BAFO_TRY(context.project()).datasetsFolder() / name;
}

Result<data::Dataset> openDataset(VerbContext &context, const std::string &name)
{
    BAFO_TRY(checkPresence(context, name));
    return data::Dataset::open(context.files, BAFO_TRY(datasetFolder(context, name)));
}

Result<data::Dataset> openDatasetForWriting(VerbContext &context, const std::string &name)
{
    BAFO_TRY(checkPresence(context, name));
    return data::Dataset::openForWriting(context.files, BAFO_TRY(datasetFolder(context, name)));
}

Result<Path> tokenizerFolder(VerbContext &context, const std::string &name)
{
    const auto project = BAFO_TRY(context.project());
    auto folder = runs::resolveTokenizer(context.files, &project, name);
    if (!folder) {
        if (auto model = runs::resolveModel(context.files, &project, name)) {
            return model;
        }
    }
    return folder;
}

Result<std::vector<std::string>> datasetNames(VerbContext &context)
{
    const Path folder = BAFO_TRY(context.project()).datasetsFolder();
    std::vector<std::string> names;
    if (BAFO_TRY(context.files.status(folder)).exists) {
        for (const std::string &name : BAFO_TRY(context.files.list(folder))) {
            if (runs::isName(name) && BAFO_TRY(context.files.status(folder / name / "documents.sqlite")).exists) {
                names.push_back(name);
            }
        }
    }
    return names;
}

void addData(CLI::App &program, VerbContext &context)
{
    CLI::App *family = program.add_subcommand("data", "the project's text: import, look at, split, make tokens");
    family->require_subcommand(1);
    addDataImport(*family, context);
    addDataViews(*family, context);
    addDataAnnotate(*family, context);
    addDataChanges(*family, context);
    addDataCorrect(*family, context);
}

} // namespace bafo::app
