// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/engine_place.h"

#include <cstdlib>

namespace bafo::app {
namespace {

constexpr auto kHomeOfEverybody = "/var/lib/bafo/engine";

/// In a build bafo-engine lies beside bafo and knows where its libraries are; a package keeps it out of people's way.
constexpr auto kPackagedProgram = "../lib/bafogpt-workbench/bafo-engine";

Result<bool> isThere(FileSystem &files, const Path &folder, const EngineParts &parts)
{
    for (const EnginePart &part : parts.parts) {
        const FileStatus file = BAFO_TRY(files.status(folder / part.path));
        if (!file.exists || file.sizeBytes != part.sizeBytes) {
            return false;
        }
    }
    return true;
}

} // namespace

std::string_view nameOf(EngineState state)
{
    switch (state) {
    case EngineState::ready:
        return "ready";
    case EngineState::absent:
        return "absent";
    case EngineState::partial:
        return "partial";
    case EngineState::unavailable:
        break;
    }
    return "unavailable";
}

Result<Path> engineHome(bool isForEverybody)
{
    if (isForEverybody) {
        return Path(kHomeOfEverybody);
    }
    const char *data = std::getenv("XDG_DATA_HOME");
    const char *home = std::getenv("HOME");
    if (data != nullptr && *data == '/') {
        return Path(data) / "bafo" / "engine";
    }
    if (home == nullptr || *home != '/') {
        return fail(ErrorCode::config, "neither XDG_DATA_HOME nor HOME is set", "set HOME to your home folder");
    }
    return Path(home) / ".local" / "share" / "bafo" / "engine";
}

Result<EnginePlace> findEngine(command_line::VerbContext &context, const EngineParts &parts)
{
    const Path here = Path(context.programPath).parent_path();
    EnginePlace place;
    if (BAFO_TRY(context.files.status(here / "bafo-engine")).exists) {
        place.state = EngineState::ready;
        place.program = here / "bafo-engine";
        return place;
    }
    const Path packaged = (here / kPackagedProgram).lexically_normal();
    if (!BAFO_TRY(context.files.status(packaged)).exists) {
        return place;
    }
    place.program = packaged;
    for (const bool isForEverybody : {false, true}) {
        const auto home = engineHome(isForEverybody);
        if (home && BAFO_TRY(isThere(context.files, *home / parts.folderName(), parts))) {
            place.state = EngineState::ready;
            place.libraries = *home / parts.folderName();
            return place;
        }
        place.keptBytes += home ? BAFO_TRY(keptBytes(context.files, *home, parts)) : 0;
    }
    place.state = place.keptBytes > 0 ? EngineState::partial : EngineState::absent;
    return place;
}

Result<std::uint64_t> keptBytes(FileSystem &files, const Path &home, const EngineParts &parts)
{
    const Path folder = fetchingFolder(home, parts);
    std::uint64_t sum = 0;
    for (const EnginePart &part : parts.parts) {
        const FileStatus whole = BAFO_TRY(files.status(folder / part.path));
        const FileStatus packed = BAFO_TRY(files.status(packedFile(folder, part)));
        sum += whole.exists ? part.packedBytes : packed.exists ? std::min(packed.sizeBytes, part.packedBytes) : 0;
    }
    return sum;
}

Path fetchingFolder(const Path &home, const EngineParts &parts)
{
    return home / (".fetching-" + parts.folderName());
}

Path packedFile(const Path &fetching, const EnginePart &part)
{
    return fetching / (part.sha256 + ".part");
}

} // namespace bafo::app
