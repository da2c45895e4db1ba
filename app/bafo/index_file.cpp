// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/index_file.h"

#include "core/runs/run_index.h"

#include <cstdlib>

namespace bafo::app {

Result<Path> indexFile(const runs::Project &project)
{
    const char *cache = std::getenv("XDG_CACHE_HOME");
    const char *home = std::getenv("HOME");
    if (cache != nullptr && *cache == '/') {
        return runs::runIndexFile(cache, project);
    }
    if (home == nullptr || *home != '/') {
        return fail(ErrorCode::config, "neither XDG_CACHE_HOME nor HOME is set", "set HOME to your home folder");
    }
    return runs::runIndexFile(Path(home) / ".cache", project);
}

} // namespace bafo::app
