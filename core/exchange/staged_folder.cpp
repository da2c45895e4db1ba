// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/staged_folder.h"

#include "core/runs/partial_folder.h"

#include <unistd.h>
#include <utility>

namespace bafo::exchange {
namespace {

Failure alreadyThere(const Path &target)
{
    return fail(ErrorCode::config, target.string() + " already exists",
                "choose another name, or remove that model first ('bafo model rm')");
}

/// "a/b/" and "a/b" are one place; an empty parent is the current folder.
Path withoutTrailingSlash(const Path &path)
{
    return path.has_filename() ? path : path.parent_path();
}

Path parentOf(const Path &path)
{
    return path.has_parent_path() ? path.parent_path() : Path(".");
}

Path stagingOf(const Path &place)
{
    return parentOf(place) / runs::partialFolderName(place.filename().string(), ::getpid());
}

} // namespace

StagedFolder::StagedFolder(FileSystem &files, Path target, Path staging)
    : m_files(&files)
    , m_target(std::move(target))
    , m_staging(std::move(staging))
{
}

StagedFolder::StagedFolder(StagedFolder &&other) noexcept
    : m_files(other.m_files)
    , m_target(std::move(other.m_target))
    , m_staging(std::move(other.m_staging))
    , m_isOpen(std::exchange(other.m_isOpen, false))
{
}

StagedFolder::~StagedFolder()
{
    if (m_isOpen) {
        // There is nobody left to tell; a leftover temporary folder only costs room.
        (void)m_files->removeTree(m_staging);
    }
}

Result<StagedFolder> StagedFolder::begin(FileSystem &files, const Path &target)
{
    const Path place = withoutTrailingSlash(target);
    if (place.empty() || place.filename() == "." || place.filename() == "..") {
        return fail(ErrorCode::config, "'" + target.string() + "' cannot name a new folder",
                    "name a folder that does not exist yet");
    }
    if (BAFO_TRY(files.status(place)).exists) {
        return alreadyThere(place);
    }
    // A leftover only costs room: what cannot be removed now is tried again next time.
    (void)runs::removeAbandonedFolders(files, parentOf(place));
    const Path staging = stagingOf(place);
    StagedFolder folder(files, place, staging);
    BAFO_TRY(files.removeTree(staging));
    BAFO_TRY(files.createDirectories(staging));
    return folder;
}

Result<void> StagedFolder::writeFile(std::string_view name, std::string_view content)
{
    auto file = BAFO_TRY(m_files->openForWriting(m_staging / name, WriteMode::createNew));
    BAFO_TRY(file->write(content));
    return file->sync();
}

Result<void> StagedFolder::commit()
{
    BAFO_TRY(m_files->syncDirectory(m_staging));
    if (BAFO_TRY(m_files->status(m_target)).exists) {
        return alreadyThere(m_target);
    }
    BAFO_TRY(m_files->rename(m_staging, m_target));
    // A name that may not last is taken back by the destructor, so that trying again finds the place free.
    m_staging = m_target;
    BAFO_TRY(m_files->syncDirectory(parentOf(m_target)));
    m_isOpen = false;
    return {};
}

} // namespace bafo::exchange
