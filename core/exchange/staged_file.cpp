// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/staged_file.h"

#include "core/runs/partial_folder.h"

#include <unistd.h>
#include <utility>

namespace bafo::exchange {
namespace {

Path parentOf(const Path &path)
{
    return path.has_parent_path() ? path.parent_path() : Path(".");
}

Result<void> checkFree(FileSystem &files, const Path &target)
{
    if (BAFO_TRY(files.status(target)).exists) {
        return fail(ErrorCode::config, target.string() + " already exists",
                    "choose another name, or remove that file first");
    }
    return {};
}

} // namespace

StagedFile::StagedFile(FileSystem &files, Path target, Path staging)
    : m_files(&files)
    , m_target(std::move(target))
    , m_staging(std::move(staging))
{
}

StagedFile::StagedFile(StagedFile &&other) noexcept
    : m_files(other.m_files)
    , m_target(std::move(other.m_target))
    , m_staging(std::move(other.m_staging))
    , m_isOpen(std::exchange(other.m_isOpen, false))
{
}

StagedFile::~StagedFile()
{
    if (m_isOpen) {
        // There is nobody left to tell; a leftover temporary folder only costs room.
        (void)m_files->removeTree(m_staging);
    }
}

Result<StagedFile> StagedFile::begin(FileSystem &files, const Path &target)
{
    if (!target.has_filename() || target.filename() == "." || target.filename() == "..") {
        return fail(ErrorCode::config, "'" + target.string() + "' cannot name a new file",
                    "name a file that does not exist yet");
    }
    BAFO_TRY(checkFree(files, target));
    (void)runs::removeAbandonedFolders(files, parentOf(target)); // tried again next time
    const Path staging = parentOf(target) / runs::partialFolderName(target.filename().string(), ::getpid());
    StagedFile file(files, target, staging);
    BAFO_TRY(files.removeTree(staging));
    BAFO_TRY(files.createDirectories(staging));
    return file;
}

Result<void> StagedFile::commit()
{
    BAFO_TRY(checkFree(*m_files, m_target));
    BAFO_TRY(m_files->rename(path(), m_target));
    if (auto synced = m_files->syncDirectory(parentOf(m_target)); !synced) {
        // A name that may not last is taken back, so that trying again finds the place free.
        (void)m_files->removeFile(m_target);
        return synced;
    }
    (void)m_files->removeTree(m_staging); // empty; a later writer removes it where this fails
    m_isOpen = false;
    return {};
}

} // namespace bafo::exchange
