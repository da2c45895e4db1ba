// SPDX-License-Identifier: Apache-2.0
#include "core/base/file_system.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace bafo {
namespace {

Failure failFromErrno(const std::string &action, const Path &path, int error = errno)
{
    const std::string message = "cannot " + action + " " + path.string() + ": " + std::strerror(error);
    switch (error) {
    case ENOSPC:
    case EDQUOT:
        return fail(ErrorCode::diskFull, message,
                    "free some space there ('bafo disk' shows what takes it), then try again");
    case EACCES:
    case EPERM:
    case EROFS:
        return fail(ErrorCode::data, message, "check who owns it and whether you may write there");
    case ENOENT:
        return fail(ErrorCode::data, message, "check the spelling of the path");
    case ENOMEM:
        return fail(ErrorCode::outOfMemory, message, "close other programs, then try again");
    default:
        return fail(ErrorCode::data, message, "check the disk and the path, then try again");
    }
}

class Descriptor {
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }
    ~Descriptor()
    {
        if (m_fd >= 0) {
            ::close(m_fd);
        }
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;

    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }

private:
    int m_fd;
};

class PosixWritableFile final : public WritableFile {
public:
    PosixWritableFile(int fd, Path path)
        : m_fd(fd)
        , m_path(std::move(path))
    {
    }

    Result<void> write(std::span<const std::byte> bytes) override
    {
        while (!bytes.empty()) {
            const ssize_t written = ::write(m_fd.get(), bytes.data(), bytes.size());
            if (written < 0) {
                if (errno == EINTR) {
                    continue;
                }
                return failFromErrno("write", m_path);
            }
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        }
        return {};
    }

    Result<void> reserve(std::uint64_t sizeBytes) override
    {
        if (sizeBytes == 0) {
            return {};
        }
        // posix_fallocate would write zeros where the file system cannot reserve; then the write itself must find out.
        if (::fallocate(m_fd.get(), FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(sizeBytes)) != 0 && errno != EOPNOTSUPP
            && errno != ENOSYS) {
            return failFromErrno("reserve room for", m_path);
        }
        return {};
    }

    Result<void> sync() override
    {
        if (::fsync(m_fd.get()) != 0) {
            return failFromErrno("flush to disk", m_path);
        }
        return {};
    }

private:
    Descriptor m_fd;
    Path m_path;
};

Path folderOf(const Path &path)
{
    const Path parent = path.parent_path();
    return parent.empty() ? Path(".") : parent;
}

} // namespace

Result<std::unique_ptr<WritableFile>> PosixFileSystem::openForWriting(const Path &path, WriteMode mode)
{
    int flags = O_WRONLY | O_CREAT | O_CLOEXEC;
    switch (mode) {
    case WriteMode::createNew:
        flags |= O_EXCL;
        break;
    case WriteMode::truncate:
        flags |= O_TRUNC;
        break;
    case WriteMode::append:
        flags |= O_APPEND;
        break;
    }
    const int fd = ::open(path.c_str(), flags, 0644);
    if (fd < 0) {
        return failFromErrno("open for writing", path);
    }
    return std::unique_ptr<WritableFile>(std::make_unique<PosixWritableFile>(fd, path));
}

Result<std::string> PosixFileSystem::readFile(const Path &path, std::uint64_t limitBytes)
{
    // Without O_NONBLOCK a pipe that nobody writes to would hold us for ever before we could see what it is.
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!fd.isOpen()) {
        return failFromErrno("read", path);
    }
    struct stat info = {};
    if (::fstat(fd.get(), &info) != 0) {
        return failFromErrno("read", path);
    }
    if (S_ISDIR(info.st_mode)) {
        return failFromErrno("read", path, EISDIR);
    }
    if (!S_ISREG(info.st_mode)) {
        return fail(ErrorCode::data, path.string() + " is no regular file", "name a file, not a pipe or device");
    }
    std::string content;
    content.reserve(
        static_cast<std::size_t>(std::min<std::uint64_t>(static_cast<std::uint64_t>(info.st_size), limitBytes)));
    char buffer[1 << 16];
    while (true) {
        const ssize_t got = ::read(fd.get(), buffer, sizeof(buffer));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return failFromErrno("read", path);
        }
        if (got == 0) {
            return content;
        }
        if (content.size() + static_cast<std::size_t>(got) > limitBytes) {
            return fail(ErrorCode::data, path.string() + " is larger than " + std::to_string(limitBytes) + " bytes",
                        "a file of this kind is never that large; check that it is the right one");
        }
        content.append(buffer, static_cast<std::size_t>(got));
    }
}

Result<void> PosixFileSystem::rename(const Path &from, const Path &to)
{
    if (::rename(from.c_str(), to.c_str()) != 0) {
        return failFromErrno("rename to " + to.string() + " the file", from);
    }
    return {};
}

Result<void> PosixFileSystem::removeFile(const Path &path)
{
    if (::unlink(path.c_str()) != 0) {
        return failFromErrno("remove", path);
    }
    return {};
}

Result<void> PosixFileSystem::removeTree(const Path &path)
{
    std::error_code error;
    std::filesystem::remove_all(path, error);
    if (error) {
        return failFromErrno("remove", path, error.value());
    }
    return {};
}

Result<void> PosixFileSystem::createDirectories(const Path &path)
{
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) {
        return failFromErrno("create folder", path, error.value());
    }
    return {};
}

Result<void> PosixFileSystem::syncDirectory(const Path &path)
{
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.isOpen() || ::fsync(fd.get()) != 0) {
        return failFromErrno("flush to disk the folder", path);
    }
    return {};
}

Result<FileStatus> PosixFileSystem::status(const Path &path)
{
    struct stat info = {};
    if (::stat(path.c_str(), &info) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return FileStatus{};
        }
        return failFromErrno("look at", path);
    }
    return FileStatus{.exists = true,
                      .isDirectory = S_ISDIR(info.st_mode),
                      .sizeBytes = static_cast<std::uint64_t>(info.st_size),
                      .modifiedMs = info.st_mtim.tv_sec * 1000 + info.st_mtim.tv_nsec / 1'000'000};
}

Result<std::vector<std::string>> PosixFileSystem::list(const Path &path)
{
    DIR *directory = ::opendir(path.c_str());
    if (directory == nullptr) {
        return failFromErrno("list", path);
    }
    const std::unique_ptr<DIR, int (*)(DIR *)> closer(directory, ::closedir);
    std::vector<std::string> names;
    errno = 0;
    while (const dirent *entry = ::readdir(directory)) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") {
            names.emplace_back(name);
        }
        errno = 0;
    }
    if (errno != 0) {
        return failFromErrno("list", path);
    }
    std::sort(names.begin(), names.end());
    return names;
}

Result<std::uint64_t> PosixFileSystem::freeBytes(const Path &path)
{
    struct statvfs info = {};
    if (::statvfs(path.c_str(), &info) != 0) {
        return failFromErrno("ask for free space at", path);
    }
    return static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
}

Result<void> writeFileAtomically(FileSystem &files, const Path &path, std::string_view content)
{
    const Path temporary = path.string() + ".tmp-" + std::to_string(::getpid());
    auto attempt = [&]() -> Result<void> {
        auto file = BAFO_TRY(files.openForWriting(temporary, WriteMode::truncate));
        BAFO_TRY(file->write(content));
        BAFO_TRY(file->sync());
        BAFO_TRY(files.rename(temporary, path));
        return files.syncDirectory(folderOf(path));
    };
    Result<void> outcome = attempt();
    if (!outcome) {
        // The first error is the one to tell; a leftover temporary file only costs room.
        (void)files.removeFile(temporary);
    }
    return outcome;
}

Result<std::uint64_t> treeSizeBytes(FileSystem &files, const Path &path)
{
    std::uint64_t total = 0;
    std::error_code error;
    if (std::filesystem::is_symlink(path, error)) {
        return total; // what it leads to lies elsewhere, or is counted there
    }
    const FileStatus status = BAFO_TRY(files.status(path));
    if (!status.exists) {
        return total;
    }
    if (!status.isDirectory) {
        return status.sizeBytes;
    }
    for (const std::string &name : BAFO_TRY(files.list(path))) {
        total += BAFO_TRY(treeSizeBytes(files, path / name));
    }
    return total;
}

} // namespace bafo
