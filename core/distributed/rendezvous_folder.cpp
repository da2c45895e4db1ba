// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/rendezvous_folder.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <stdlib.h>

namespace bafo::distributed {
namespace {

constexpr const char *kPrefix = ".rendezvous-";

Result<void> sweep(FileSystem &files, const Path &runFolder)
{
    for (const std::string &name : BAFO_TRY(files.list(runFolder))) {
        if (name.starts_with(kPrefix)) {
            BAFO_TRY(files.removeTree(runFolder / name));
        }
    }
    return {};
}

} // namespace

Result<RendezvousFolder> RendezvousFolder::make(FileSystem &files, const Path &runFolder)
{
    BAFO_TRY(sweep(files, runFolder));
    std::string name = (runFolder / kPrefix).string() + "XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
        return fail(errno == ENOSPC ? ErrorCode::diskFull : ErrorCode::data,
                    "cannot make a folder in " + runFolder.string() + ": " + std::strerror(errno),
                    "check that the run folder is yours and the disk has room");
    }
    return RendezvousFolder(files, name);
}

RendezvousFolder::RendezvousFolder(FileSystem &files, Path path)
    : m_files(files)
    , m_path(std::move(path))
{
}

RendezvousFolder::RendezvousFolder(RendezvousFolder &&other) noexcept
    : m_files(other.m_files)
    , m_path(std::exchange(other.m_path, Path()))
{
}

RendezvousFolder::~RendezvousFolder()
{
    if (!m_path.empty()) {
        (void)m_files.removeTree(m_path); // what stays is swept by the next start
    }
}

} // namespace bafo::distributed
