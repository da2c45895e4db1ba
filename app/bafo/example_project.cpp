// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/example_project.h"

#include "core/runs/partial_folder.h"

#include <zlib.h>

#include <array>

#include <unistd.h>

namespace bafo::app {
namespace {

constexpr std::uint64_t kMostFileBytes = 64U << 20U;
constexpr std::string_view kPacked = ".gz"; // text that is mostly repetition lies there packed

/// From the program's folder: installed; from build/bin; from build/<preset>/bin (resources/example/make_example.py).
constexpr std::array kPlaces = {"../share/bafogpt-workbench/example", "../example", "../../example"};

Result<Path> sourceOf(command_line::VerbContext &context)
{
    const Path here = Path(context.programPath).parent_path();
    for (const char *place : kPlaces) {
        const Path folder = (here / place).lexically_normal();
        if (BAFO_TRY(context.files.status(folder / runs::kProjectFileName)).exists) {
            return folder;
        }
    }
    return fail(ErrorCode::config, "this bafo came without the example project",
                "install the package bafogpt-workbench, or use the program where it was built");
}

Result<std::string> unpacked(const Path &path)
{
    gzFile file = ::gzopen(path.c_str(), "rb");
    if (file == nullptr) {
        return fail(ErrorCode::data, "cannot read " + path.string(), "install the program again");
    }
    std::string content;
    std::string piece(std::size_t{1} << 16U, '\0');
    int count = 0;
    while ((count = ::gzread(file, piece.data(), static_cast<unsigned>(piece.size()))) > 0
           && content.size() < kMostFileBytes) {
        content.append(piece, 0, static_cast<std::size_t>(count));
    }
    const bool isWhole = ::gzclose_r(file) == Z_OK && count == 0;
    if (!isWhole) {
        return fail(ErrorCode::data, path.string() + " is damaged", "install the program again");
    }
    return content;
}

Result<void> copyTree(FileSystem &files, const Path &from, const Path &to)
{
    BAFO_TRY(files.createDirectories(to));
    for (const std::string &name : BAFO_TRY(files.list(from))) {
        const Path source = from / name;
        if (BAFO_TRY(files.status(source)).isDirectory) {
            BAFO_TRY(copyTree(files, source, to / name));
            continue;
        }
        const bool isPacked = name.ends_with(kPacked);
        const std::string content = BAFO_TRY(isPacked ? unpacked(source) : files.readFile(source, kMostFileBytes));
        const Path target = to / (isPacked ? name.substr(0, name.size() - kPacked.size()) : name);
        BAFO_TRY(writeFileAtomically(files, target, content));
    }
    return {};
}

} // namespace

Result<bool> makeExample(command_line::VerbContext &context, const Path &folder)
{
    const Path source = BAFO_TRY(sourceOf(context));
    if (BAFO_TRY(context.files.status(folder)).exists) {
        const auto there = runs::Project::open(context.files, folder);
        const auto original = BAFO_TRY(runs::Project::open(context.files, source));
        if (!there || there->id() != original.id()) {
            return fail(ErrorCode::config, folder.string() + " holds something else than the example",
                        "name a folder that does not exist yet");
        }
        return false;
    }
    const Path parent = folder.parent_path();
    BAFO_TRY(context.files.createDirectories(parent));
    (void)BAFO_TRY(runs::removeAbandonedFolders(context.files, parent));
    const Path beside = parent / runs::partialFolderName(folder.filename().string(), ::getpid());
    const auto copied = copyTree(context.files, source, beside);
    if (!copied) {
        (void)context.files.removeTree(beside);
        return fail(copied.error());
    }
    BAFO_TRY(context.files.rename(beside, folder));
    BAFO_TRY(context.files.syncDirectory(parent));
    return true;
}

} // namespace bafo::app
