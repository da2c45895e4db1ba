// SPDX-License-Identifier: Apache-2.0
// What an installed engine is made of: pieces of archives that PyPI holds, pinned by size and SHA-256.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::app {

/// A file of the package index. It is never fetched whole: its size tells whether a server has the one that is meant.
struct EngineArchive {
    std::string name;
    std::string version;
    std::string fileName;
    std::uint64_t sizeBytes = 0;
    std::string sha256;
};

/// One file of the engine: packedBytes bytes of an archive from firstByte on, packed by deflate.
struct EnginePart {
    std::size_t archive = 0; ///< index into EngineParts::archives
    Path path; ///< in the engine's folder; relative, without ".."
    std::uint64_t firstByte = 0;
    std::uint64_t packedBytes = 0;
    std::uint64_t sizeBytes = 0; ///< unpacked
    std::string sha256; ///< unpacked
};

struct EngineParts {
    std::vector<EngineArchive> archives;
    std::vector<EnginePart> parts;

    /// "torch-2.11.0": the folder that holds them.
    [[nodiscard]] std::string folderName() const;
    [[nodiscard]] std::uint64_t downloadBytes() const;
    [[nodiscard]] std::uint64_t diskBytes() const;
};

/// Reads the format of installer/engine-parts.txt. Fails (data) with the line's number.
[[nodiscard]] Result<EngineParts> parseEngineParts(std::string_view text);

/// installer/engine-parts.txt as it was when bafo was built.
extern const std::string_view kEnginePartsText;

} // namespace bafo::app
