// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/engine_parts.h"

#include <algorithm>
#include <numeric>
#include <sstream>

namespace bafo::app {
namespace {

bool isSha256(const std::string &text)
{
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// Stays in its folder, and names a file.
bool isInside(const Path &path)
{
    return path.is_relative() && path.has_filename() && path == path.lexically_normal() && *path.begin() != "..";
}

} // namespace

std::string EngineParts::folderName() const
{
    return archives.front().name + "-" + archives.front().version;
}

std::uint64_t EngineParts::downloadBytes() const
{
    return std::accumulate(parts.begin(), parts.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const EnginePart &part) { return sum + part.packedBytes; });
}

std::uint64_t EngineParts::diskBytes() const
{
    return std::accumulate(parts.begin(), parts.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const EnginePart &part) { return sum + part.sizeBytes; });
}

Result<EngineParts> parseEngineParts(std::string_view text)
{
    EngineParts parts;
    std::istringstream lines{std::string(text)};
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        std::istringstream words(line);
        std::string kind;
        if (!(words >> kind) || kind.front() == '#') {
            continue;
        }
        bool isGood = false;
        if (kind == "archive") {
            EngineArchive archive;
            words >> archive.name >> archive.version >> archive.fileName >> archive.sizeBytes >> archive.sha256;
            isGood = words && isSha256(archive.sha256) && isInside(archive.name + "-" + archive.version)
                && isInside(archive.fileName);
            parts.archives.push_back(std::move(archive));
        } else if (kind == "part" && !parts.archives.empty()) {
            EnginePart part{.archive = parts.archives.size() - 1, .path = {}, .sha256 = {}};
            std::string path;
            words >> path >> part.firstByte >> part.packedBytes >> part.sizeBytes >> part.sha256;
            part.path = path;
            const std::uint64_t room = parts.archives.back().sizeBytes;
            isGood = words && isSha256(part.sha256) && isInside(part.path) && part.packedBytes > 0
                && part.packedBytes <= room && part.firstByte <= room - part.packedBytes;
            parts.parts.push_back(std::move(part));
        }
        if (!isGood) {
            return fail(ErrorCode::data, "line " + std::to_string(number) + " of the engine's list is not a part",
                        "installer/engine_parts.py writes that list");
        }
    }
    if (parts.parts.empty()) {
        return fail(ErrorCode::data, "the engine's list names no part", "installer/engine_parts.py writes that list");
    }
    return parts;
}

} // namespace bafo::app
