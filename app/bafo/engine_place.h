// SPDX-License-Identifier: Apache-2.0
// Where the engine is: the program bafo-engine, and the libraries that an installed one needs beside it.
#pragma once

#include "app/bafo/engine_parts.h"
#include "app/command_line/program.h"

#include <cstdint>
#include <string_view>

namespace bafo::app {

enum class EngineState {
    ready, ///< everything is here
    absent, ///< the program is, its libraries are not
    partial, ///< some of them came already
    unavailable, ///< there is no program: this package or build is without
};

[[nodiscard]] std::string_view nameOf(EngineState state);

/// Folder that holds engines and what is still coming, of one user or of everybody.
[[nodiscard]] Result<Path> engineHome(bool isForEverybody);

struct EnginePlace {
    EngineState state = EngineState::unavailable;
    Path program; ///< bafo-engine; empty where there is none
    Path libraries; ///< folder with torch/ and nvidia/; empty where the program finds its own (a build) or they are
                    ///< absent
    std::uint64_t keptBytes = 0; ///< of the download, from an attempt that has not ended
};

/// The user's own engine comes before everybody's.
[[nodiscard]] Result<EnginePlace> findEngine(command_line::VerbContext &context, const EngineParts &parts);

/// Bytes on disk that a fetch need not fetch again.
[[nodiscard]] Result<std::uint64_t> keptBytes(FileSystem &files, const Path &home, const EngineParts &parts);

/// Inside engineHome(): what came so far, and under what name a part lies there while it is packed.
[[nodiscard]] Path fetchingFolder(const Path &home, const EngineParts &parts);
[[nodiscard]] Path packedFile(const Path &fetching, const EnginePart &part);

} // namespace bafo::app
