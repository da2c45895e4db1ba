// SPDX-License-Identifier: Apache-2.0
#include "core/runs/adapter_base.h"

#include "core/runs/model_lineage.h"

namespace bafo::runs {

Result<bool> isAdapter(FileSystem &files, const Path &folder)
{
    return BAFO_TRY(files.status(folder / kAdapterConfigName)).exists;
}

Result<Path> resolveBase(FileSystem &files, const Project *project, const Path &adapter)
{
    const Path folder = adapter.has_filename() ? adapter : adapter.parent_path();
    const ModelLineage lineage = BAFO_TRY(readLineage(files, folder));
    if (lineage.parents.empty() || !isName(lineage.parents.front().name)) {
        return fail(ErrorCode::data, folder.string() + " is an adapter that does not say of which model",
                    "'bafo model import " + folder.string() + " --base MODEL --to NAME' makes it one of this project");
    }
    const std::string &name = lineage.parents.front().name;
    const Path beside = std::filesystem::absolute(folder).lexically_normal().parent_path() / name;
    const Path known = project != nullptr ? project->modelsFolder() / name : beside;
    for (const Path &place : {known, beside}) {
        if (BAFO_TRY(files.status(place)).isDirectory) {
            if (BAFO_TRY(isAdapter(files, place))) {
                return fail(ErrorCode::data, folder.string() + ": its base " + name + " is itself an adapter",
                            "merge that one first with 'bafo model merge'");
            }
            return place;
        }
    }
    return fail(ErrorCode::data, folder.string() + " is an adapter of model '" + name + "', which is not there",
                "bring that model back under its name; an adapter works with no other");
}

} // namespace bafo::runs
