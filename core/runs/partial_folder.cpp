// SPDX-License-Identifier: Apache-2.0
#include "core/runs/partial_folder.h"

#include "core/runs/process_identity.h"

#include <charconv>
#include <optional>

#include <unistd.h>

namespace bafo::runs {
namespace {

constexpr std::string_view kMark = ".bafo-partial-";

/// The process that a temporary folder belongs to; nothing for every other name.
std::optional<std::int64_t> ownerOf(std::string_view name)
{
    const std::size_t mark = name.rfind(kMark);
    if (!name.starts_with('.') || mark == std::string_view::npos || mark < 2) {
        return std::nullopt;
    }
    const std::string_view digits = name.substr(mark + kMark.size());
    std::int64_t pid = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), pid);
    const bool isNumber = error == std::errc() && end == digits.data() + digits.size() && pid > 0;
    return isNumber ? std::optional(pid) : std::nullopt;
}

} // namespace

std::string partialFolderName(std::string_view name, std::int64_t pid)
{
    return "." + std::string(name) + std::string(kMark) + std::to_string(pid);
}

Result<std::uint64_t> removeAbandonedFolders(FileSystem &files, const Path &parent)
{
    // Where not even this process is seen, nobody can be told from the dead.
    if (!BAFO_TRY(identityOf(files, ::getpid()))) {
        return 0;
    }
    std::uint64_t freed = 0;
    for (const std::string &name : BAFO_TRY(files.list(parent))) {
        const auto owner = ownerOf(name);
        if (owner && BAFO_TRY(files.status(parent / name)).isDirectory && !BAFO_TRY(identityOf(files, *owner))) {
            const std::uint64_t size = BAFO_TRY(treeSizeBytes(files, parent / name));
            BAFO_TRY(files.removeTree(parent / name));
            freed += size;
        }
    }
    return freed;
}

} // namespace bafo::runs
