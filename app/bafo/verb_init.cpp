// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/example_project.h"
#include "app/bafo/verbs.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace bafo::app {
namespace {

struct InitOptions {
    std::string folder;
    std::string name;
    std::vector<std::string> languages{"zul", "eng"};
    bool isExample = false;
};

void tellProject(VerbContext &context, const runs::Project &project, std::string_view what)
{
    context.printer.say(std::string(what) + " '" + project.name() + "' in " + project.root().string());
    context.printer.json({{"project", project.root().string()},
                          {"name", project.name()},
                          {"id", project.id()},
                          {"languages", project.languages()}});
}

/// A project in another one would be found first by whoever works inside, and taken for a part of the outer one.
Result<void> checkNotInside(VerbContext &context, const Path &folder)
{
    for (Path above = folder.parent_path();; above = above.parent_path()) {
        if (BAFO_TRY(context.files.status(above / runs::kProjectFileName)).exists) {
            return fail(ErrorCode::config, folder.string() + " is inside the project " + above.string(),
                        "name a folder beside it");
        }
        if (above == above.parent_path()) {
            return {};
        }
    }
}

Result<void> initProject(VerbContext &context, const InitOptions &options)
{
    if (options.folder.empty()) {
        return fail(ErrorCode::config, "the name of the folder is empty", "name a new folder: 'bafo init my-project'");
    }
    const Path folder = std::filesystem::absolute(options.folder).lexically_normal();
    BAFO_TRY(checkNotInside(context, folder.has_filename() ? folder : folder.parent_path()));
    if (options.isExample) {
        const bool isNew = BAFO_TRY(makeExample(context, folder.has_filename() ? folder : folder.parent_path()));
        tellProject(context, BAFO_TRY(runs::Project::open(context.files, folder)),
                    isNew ? "copied the example" : "here is the example");
        return {};
    }
    const std::string name = !options.name.empty() ? options.name
        : folder.has_filename()                    ? folder.filename().string()
                                                   : folder.parent_path().filename().string();
    const auto project = BAFO_TRY(runs::Project::init(context.files, folder, name, options.languages));
    tellProject(context, project, "made project");
    return {};
}

} // namespace

void addInit(CLI::App &program, VerbContext &context)
{
    CLI::App *verb = addVerb(program, "init", "make a project folder", context);
    const auto options = std::make_shared<InitOptions>();
    verb->add_option("folder", options->folder, "a new folder")->required();
    verb->add_option("--name", options->name, "a name for people, at most 100 characters; else the folder's");
    verb->add_option("--language", options->languages, "languages, as ISO 639-3 codes")->delimiter(',');
    verb->add_flag("--example", options->isExample,
                   "a copy of the finished small project that comes with the program, without its models' weights")
        ->excludes("--name")
        ->excludes("--language");
    verb->callback(
        [&context, options] { context.action = [&context, options] { return initProject(context, *options); }; });
}

} // namespace bafo::app
