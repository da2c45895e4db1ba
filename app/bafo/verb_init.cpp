// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/verbs.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace bafo::app {
namespace {

struct InitOptions {
    std::string folder;
    std::string name;
    std::vector<std::string> languages{"zul", "eng"};
};

Result<void> initProject(VerbContext &context, const InitOptions &options)
{
    const Path folder = std::filesystem::absolute(options.folder).lexically_normal();
    const std::string name = !options.name.empty() ? options.name
        : folder.has_filename()                    ? folder.filename().string()
                                                   : folder.parent_path().filename().string();
    const auto project = BAFO_TRY(runs::Project::init(context.files, folder, name, options.languages));
    context.printer.say("made project '" + project.name() + "' in " + project.root().string());
    context.printer.json({{"project", project.root().string()},
                          {"name", project.name()},
                          {"id", project.id()},
                          {"languages", project.languages()}});
    return {};
}

} // namespace

void addInit(CLI::App &program, VerbContext &context)
{
    CLI::App *verb = addVerb(program, "init", "make a project folder", context);
    const auto options = std::make_shared<InitOptions>();
    verb->add_option("folder", options->folder, "a new folder")->required();
    verb->add_option("--name", options->name, "a name for people; else the folder's");
    verb->add_option("--language", options->languages, "languages, as ISO 639-3 codes")->delimiter(',');
    verb->callback(
        [&context, options] { context.action = [&context, options] { return initProject(context, *options); }; });
}

} // namespace bafo::app
