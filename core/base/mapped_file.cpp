// SPDX-License-Identifier: Apache-2.0
#include "core/base/mapped_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace bafo {

Result<MappedFile> MappedFile::open(const Path &path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe would wait for its writer
    if (fd < 0) {
        return fail(ErrorCode::data, "cannot read " + path.string() + ": " + std::strerror(errno),
                    "check that it exists and that you may read it");
    }
    struct stat info = {};
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(fd);
        return fail(ErrorCode::data, path.string() + " is no regular file",
                    "name a file, not a folder, pipe or device");
    }
    MappedFile mapped;
    mapped.m_size = static_cast<std::size_t>(info.st_size);
    if (mapped.m_size > 0) {
        void *address = ::mmap(nullptr, mapped.m_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (address == MAP_FAILED) {
            const int error = errno;
            ::close(fd);
            mapped.m_size = 0;
            return fail(ErrorCode::data, "cannot map " + path.string() + ": " + std::strerror(error),
                        "check the disk and the memory limit of this process");
        }
        mapped.m_data = static_cast<const std::byte *>(address);
    }
    ::close(fd);
    return mapped;
}

MappedFile::~MappedFile()
{
    if (m_data != nullptr) {
        ::munmap(const_cast<std::byte *>(m_data), m_size);
    }
}

MappedFile::MappedFile(MappedFile &&other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0))
{
}

MappedFile &MappedFile::operator=(MappedFile &&other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    return *this;
}

void MappedFile::release(std::size_t offset, std::size_t size) const
{
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const std::size_t begin = (offset + page - 1) / page * page;
    const std::size_t end = std::min(offset + size, m_size) / page * page;
    if (m_data != nullptr && begin < end) {
        ::madvise(const_cast<std::byte *>(m_data) + begin, end - begin, MADV_DONTNEED);
    }
}

} // namespace bafo
