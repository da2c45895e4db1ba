// SPDX-License-Identifier: Apache-2.0
// The file system behind an interface, with the few operations that crash-safe writing needs. Tests put a failing one
// in its place.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bafo {

using Path = std::filesystem::path;

/// A file open for writing. Closing happens in the destructor, without a promise that bytes are on disk: call sync().
/// One thread at a time.
class WritableFile {
public:
    virtual ~WritableFile() = default;

    /// Writes all bytes at the end, or fails (diskFull on ENOSPC or EDQUOT).
    virtual Result<void> write(std::span<const std::byte> bytes) = 0;

    /// Reserves room for a file of that size, so that a full disk is found before a byte is written.
    virtual Result<void> reserve(std::uint64_t sizeBytes) = 0;

    /// fsync. After an error the attempt is dead: pages were marked clean, so never sync that file again.
    virtual Result<void> sync() = 0;

    Result<void> write(std::string_view text) { return write(std::as_bytes(std::span(text.data(), text.size()))); }
};

struct FileStatus {
    bool exists = false;
    bool isDirectory = false;
    std::uint64_t sizeBytes = 0;
    std::int64_t modifiedMs = 0;
};

enum class WriteMode { createNew, truncate, append };

/// Every error names the path and carries a hint. Thread-safe.
class FileSystem {
public:
    virtual ~FileSystem() = default;

    virtual Result<std::unique_ptr<WritableFile>> openForWriting(const Path &path, WriteMode mode) = 0;

    /// Reads a whole file, refusing one larger than the limit.
    virtual Result<std::string> readFile(const Path &path, std::uint64_t limitBytes) = 0;

    virtual Result<void> rename(const Path &from, const Path &to) = 0;
    virtual Result<void> removeFile(const Path &path) = 0;

    /// Removes a folder and all in it; one that does not exist is no error. Symbolic links are removed, not followed.
    virtual Result<void> removeTree(const Path &path) = 0;

    virtual Result<void> createDirectories(const Path &path) = 0;

    /// fsync of a directory: makes renames and new names in it last.
    virtual Result<void> syncDirectory(const Path &path) = 0;

    /// exists = false where there is nothing; an error only where the question cannot be answered.
    virtual Result<FileStatus> status(const Path &path) = 0;

    /// Names in a folder, sorted, without "." and "..".
    virtual Result<std::vector<std::string>> list(const Path &path) = 0;

    /// Bytes an unprivileged user can still write where `path` lies.
    virtual Result<std::uint64_t> freeBytes(const Path &path) = 0;
};

/// The real one, POSIX. Stateless.
class PosixFileSystem final : public FileSystem {
public:
    Result<std::unique_ptr<WritableFile>> openForWriting(const Path &path, WriteMode mode) override;
    Result<std::string> readFile(const Path &path, std::uint64_t limitBytes) override;
    Result<void> rename(const Path &from, const Path &to) override;
    Result<void> removeFile(const Path &path) override;
    Result<void> removeTree(const Path &path) override;
    Result<void> createDirectories(const Path &path) override;
    Result<void> syncDirectory(const Path &path) override;
    Result<FileStatus> status(const Path &path) override;
    Result<std::vector<std::string>> list(const Path &path) override;
    Result<std::uint64_t> freeBytes(const Path &path) override;
};

/// Writes a file so that at any moment either the old or the new content is there whole: temporary name in the same
/// folder, write, fsync, rename, fsync of the folder.
Result<void> writeFileAtomically(FileSystem &files, const Path &path, std::string_view content);

/// Sum of the sizes of all regular files under a folder; 0 where it does not exist.
Result<std::uint64_t> treeSizeBytes(FileSystem &files, const Path &path);

} // namespace bafo
