// SPDX-License-Identifier: Apache-2.0
#include "core/runs/project.h"

#include "core/formats/yaml_limits.h"

#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>

namespace bafo::runs {
namespace {

constexpr std::uint64_t kMaxProjectFileBytes = 1U << 20U;
constexpr std::array kRooms{"models", "datasets", "tokenizers", "runs"};

std::string yamlText(const std::string &text)
{
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// 32 hexadecimal digits that no other project has.
Result<std::string> newProjectId(FileSystem &files)
{
    std::string text = BAFO_TRY(files.readFile("/proc/sys/kernel/random/uuid", 64));
    std::erase_if(text, [](char c) { return c == '-' || c == '\n'; });
    return text;
}

/// Whether a folder holds nothing but what init() makes before it writes project.yaml: one that was interrupted there.
Result<bool> isFreeForProject(FileSystem &files, const Path &folder)
{
    for (const std::string &name : BAFO_TRY(files.list(folder))) {
        const bool isRoom = std::find(kRooms.begin(), kRooms.end(), name) != kRooms.end();
        const bool isOwn = isRoom
            ? BAFO_TRY(files.status(folder / name)).isDirectory && BAFO_TRY(files.list(folder / name)).empty()
            : name.starts_with(std::string(kProjectFileName) + ".tmp-");
        if (!isOwn) {
            return false;
        }
    }
    return true;
}

Result<void> makeProjectFolder(FileSystem &files, const Path &folder, const std::string &projectYaml)
{
    for (const char *room : kRooms) {
        BAFO_TRY(files.createDirectories(folder / room));
    }
    return writeFileAtomically(files, folder / kProjectFileName, projectYaml);
}

Result<Path> resolve(FileSystem &files, const Path *folder, const std::string &nameOrPath, const std::string &what)
{
    std::string looked;
    if (folder != nullptr && isName(nameOrPath)) {
        const Path inProject = *folder / nameOrPath;
        if (BAFO_TRY(files.status(inProject)).exists) {
            return inProject;
        }
        looked = inProject.string() + " and ";
    }
    if (!nameOrPath.empty() && BAFO_TRY(files.status(nameOrPath)).exists) {
        return std::filesystem::absolute(nameOrPath).lexically_normal();
    }
    return fail(ErrorCode::data, "no " + what + " '" + nameOrPath + "': looked at " + looked + "'" + nameOrPath + "'",
                "'bafo status' names what the project has");
}

/// Of UTF-8: bytes that do not go on with a character.
std::size_t numCharacters(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) >> 6U) != 2U; }));
}

} // namespace

bool isName(std::string_view text)
{
    const auto isAllowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'
            || c == '.';
    };
    return !text.empty() && text.size() <= 100 && text.front() != '.' && text.front() != '-'
        && std::all_of(text.begin(), text.end(), isAllowed);
}

Result<void> checkName(std::string_view what, std::string_view text)
{
    if (!isName(text)) {
        return fail(ErrorCode::config, "'" + std::string(text) + "' cannot name a " + std::string(what),
                    "use letters, digits, '-', '_' and '.', starting with a letter or digit, at most 100");
    }
    return {};
}

Result<Project> Project::init(FileSystem &files, const Path &folder, const std::string &name,
                              const std::vector<std::string> &languages)
{
    if (numCharacters(name) > kLongestName) {
        return fail(ErrorCode::config, "the project's name has " + std::to_string(numCharacters(name)) + " characters",
                    "give it a name of at most " + std::to_string(kLongestName) + " characters");
    }
    if (BAFO_TRY(files.status(folder / kProjectFileName)).exists) {
        return fail(ErrorCode::config, folder.string() + " is a project already", "use it, or name another folder");
    }
    const bool isThere = BAFO_TRY(files.status(folder)).exists;
    if (isThere && !BAFO_TRY(isFreeForProject(files, folder))) {
        return fail(ErrorCode::config, folder.string() + " is not empty", "name a new folder");
    }
    Project project;
    project.m_root = std::filesystem::absolute(folder).lexically_normal();
    project.m_name = name;
    project.m_id = BAFO_TRY(newProjectId(files));
    project.m_languages = languages;
    std::string text = "name: " + yamlText(name) + "\nid: " + yamlText(project.m_id) + "\nlanguages:";
    for (const std::string &language : languages) {
        text += "\n  - " + yamlText(language);
    }
    text += languages.empty() ? " []\n" : "\n";
    auto made = makeProjectFolder(files, folder, text);
    if (!made) {
        (void)files.removeFile(folder / kProjectFileName);
        // Nothing half made stays; where even this fails, the next init() takes the empty rooms over.
        for (const char *room : kRooms) {
            (void)files.removeTree(folder / room);
        }
        if (!isThere) {
            (void)files.removeTree(folder);
        }
        return fail(std::move(made).error());
    }
    return project;
}

Result<Project> Project::open(FileSystem &files, const Path &folder)
{
    const Path path = folder / kProjectFileName;
    if (!BAFO_TRY(files.status(path)).exists) {
        return fail(ErrorCode::config, folder.string() + " is no project", "'bafo init DIR' makes one");
    }
    const std::string text = BAFO_TRY(files.readFile(path, kMaxProjectFileBytes));
    const auto document = formats::parseYaml(text, {});
    const auto damaged = [&path](const std::string &why) {
        return fail(ErrorCode::config, path.string() + ": " + why,
                    "mend the file by hand: it holds name, id, languages");
    };
    if (!document) {
        return damaged(document.error().message);
    }
    const YAML::Node &map = *document;
    if (!map.IsMap() || !map["id"] || !map["id"].IsScalar() || !isName(map["id"].Scalar())) {
        return damaged("it has no id");
    }
    Project project;
    project.m_root = std::filesystem::absolute(folder).lexically_normal();
    project.m_id = map["id"].Scalar();
    project.m_name = map["name"] && map["name"].IsScalar() ? map["name"].Scalar() : project.m_root.filename().string();
    if (const YAML::Node languages = map["languages"]; languages && languages.IsSequence()) {
        for (const YAML::Node &language : languages) {
            project.m_languages.push_back(language.IsScalar() ? language.Scalar() : std::string());
        }
    }
    return project;
}

Result<Project> Project::find(FileSystem &files, const Path &from)
{
    Path folder = std::filesystem::absolute(from).lexically_normal();
    while (true) {
        if (BAFO_TRY(files.status(folder / kProjectFileName)).exists) {
            return open(files, folder);
        }
        const Path parent = folder.parent_path();
        if (parent == folder) {
            return fail(ErrorCode::config, "no project in " + std::filesystem::absolute(from).string() + " or above",
                        "go into one, name it with --project DIR, or make one with 'bafo init DIR'");
        }
        folder = parent;
    }
}

Result<Path> resolveModel(FileSystem &files, const Project *project, const std::string &nameOrPath)
{
    const Path folder = project != nullptr ? project->modelsFolder() : Path();
    return resolve(files, project != nullptr ? &folder : nullptr, nameOrPath, "model");
}

Result<Path> resolveTokenizer(FileSystem &files, const Project *project, const std::string &nameOrPath)
{
    const Path folder = project != nullptr ? project->tokenizersFolder() : Path();
    return resolve(files, project != nullptr ? &folder : nullptr, nameOrPath, "tokenizer");
}

} // namespace bafo::runs
