// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/run_config_file.h"

#include <filesystem>

namespace bafo::app {
namespace {

Failure within(const std::string &place, const Error &error)
{
    return fail(error.code, place + ": " + error.message, error.hint);
}

/// From the root to a path below it; empty where it does not lie there.
Path belowRoot(const Path &root, const Path &path)
{
    std::error_code error;
    for (const Path &relative :
         {path.lexically_relative(root),
          std::filesystem::weakly_canonical(path, error).lexically_relative(std::filesystem::canonical(root, error))}) {
        if (!relative.empty() && *relative.begin() != "..") {
            return relative;
        }
    }
    return {};
}

/// A plain name where it lies in the room for its kind, else "./" and the way from the root, which no name looks like.
Result<std::string> nameOf(const runs::Project &project, const Path &room, const Path &path, const std::string &hint)
{
    const Path relative = belowRoot(project.root(), path.has_filename() ? path : path.parent_path());
    if (relative.empty()) {
        return fail(ErrorCode::config, path.string() + " lies outside the project " + project.root().string(), hint);
    }
    const std::string name = relative.filename().string();
    return relative == room.filename() / name && runs::isName(name) ? name : "./" + relative.string();
}

} // namespace

Result<config::RunConfig> readRunConfig(command_line::VerbContext &context, const std::string &file,
                                        const std::vector<std::string> &changes)
{
    const std::string text = BAFO_TRY(context.files.readFile(file, 1U << 20U));
    auto config = config::parseRunConfig(text);
    if (!config) {
        return within(file, config.error());
    }
    for (const std::string &change : changes) {
        const std::size_t equals = change.find('=');
        if (equals == std::string::npos) {
            return fail(ErrorCode::config, "--set " + change + " has no '='", "write --set key=value");
        }
        const auto set = config::setKnob(*config, change.substr(0, equals), change.substr(equals + 1));
        if (!set) {
            return within(file + " with --set " + change, set.error());
        }
    }
    const auto sound = config::checkRunConfig(*config);
    if (!sound) {
        return within(file, sound.error());
    }
    return config;
}

Result<void> nameWithinProject(command_line::VerbContext &context, const runs::Project &project,
                               config::RunConfig &config)
{
    const Path model = BAFO_TRY(runs::resolveModel(context.files, &project, config.model));
    config.model = BAFO_TRY(
        nameOf(project, project.modelsFolder(), model, "'bafo model import' takes a model into the project"));
    if (!config.tokenizer.empty()) {
        const Path tokenizer = BAFO_TRY(runs::resolveTokenizer(context.files, &project, config.tokenizer));
        config.tokenizer = BAFO_TRY(nameOf(project, project.tokenizersFolder(), tokenizer,
                                           "copy it into " + project.tokenizersFolder().string()));
    }
    return {};
}

} // namespace bafo::app
