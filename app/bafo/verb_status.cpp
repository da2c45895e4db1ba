// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/verbs.h"
#include "app/bafo/words.h"
#include "core/runs/run_folder.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace bafo::app {
namespace {

Result<std::vector<std::string>> namesIn(FileSystem &files, const Path &folder)
{
    std::vector<std::string> names;
    if (BAFO_TRY(files.status(folder)).exists) {
        for (const std::string &name : BAFO_TRY(files.list(folder))) {
            if (runs::isName(name)) {
                names.push_back(name);
            }
        }
    }
    return names;
}

std::string joined(const std::vector<std::string> &names)
{
    std::string text;
    for (const std::string &name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text.empty() ? "none" : text;
}

Result<void> tellStatus(VerbContext &context)
{
    const auto project = BAFO_TRY(context.project());
    const auto models = BAFO_TRY(namesIn(context.files, project.modelsFolder()));
    const auto datasets = BAFO_TRY(namesIn(context.files, project.datasetsFolder()));
    const auto tokenizers = BAFO_TRY(namesIn(context.files, project.tokenizersFolder()));
    nlohmann::json runsJson = nlohmann::json::array();
    context.printer.say(fmt::format("project '{}' in {}\nmodels: {}\ndatasets: {}\ntokenizers: {}", project.name(),
                                    project.root().string(), joined(models), joined(datasets), joined(tokenizers)));
    for (const auto &run : BAFO_TRY(runs::RunFolder::list(context.files, project))) {
        const auto status = BAFO_TRY(runs::statusOf(context.files, run, context.clock));
        const std::string state(nameOf(status.state));
        context.printer.say(fmt::format("run {}: {}{}, step {}/{}", run.id(), state,
                                        status.summary.outcome.empty() ? "" : " (" + status.summary.outcome + ")",
                                        status.summary.step, status.summary.totalSteps));
        runsJson.push_back({{"id", run.id()}, {"state", state}, {"outcome", status.summary.outcome}});
    }
    context.printer.json({{"project", project.root().string()},
                          {"name", project.name()},
                          {"id", project.id()},
                          {"models", models},
                          {"datasets", datasets},
                          {"tokenizers", tokenizers},
                          {"runs", runsJson}});
    return {};
}

Result<void> tellDisk(VerbContext &context)
{
    const auto project = BAFO_TRY(context.project());
    nlohmann::json entries = nlohmann::json::array();
    std::uint64_t total = 0;
    for (const Path &room :
         {project.modelsFolder(), project.datasetsFolder(), project.tokenizersFolder(), project.runsFolder()}) {
        if (!BAFO_TRY(context.files.status(room)).exists) {
            continue;
        }
        for (const std::string &name : BAFO_TRY(context.files.list(room))) {
            const std::uint64_t size = BAFO_TRY(treeSizeBytes(context.files, room / name));
            total += size;
            const std::string path = (room.filename() / name).string();
            context.printer.say(fmt::format("{:>10}  {}", sizeInWords(size), path));
            entries.push_back({{"path", path}, {"size_bytes", size}});
        }
    }
    const std::uint64_t free = BAFO_TRY(context.files.freeBytes(project.root()));
    context.printer.say(fmt::format("{:>10}  in all, {} free", sizeInWords(total), sizeInWords(free)));
    context.printer.json({{"entries", entries}, {"total_bytes", total}, {"free_bytes", free}});
    return {};
}

} // namespace

void addStatus(CLI::App &program, VerbContext &context)
{
    addVerb(program, "status", "what the project holds and what is running", context)->callback([&context] {
        context.action = [&context] { return tellStatus(context); };
    });
}

void addDisk(CLI::App &program, VerbContext &context)
{
    addVerb(program, "disk", "what takes how much room", context)->callback([&context] {
        context.action = [&context] { return tellDisk(context); };
    });
}

} // namespace bafo::app
