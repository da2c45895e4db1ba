// SPDX-License-Identifier: Apache-2.0
// A file system that works until a chosen operation, then fails (or does whatever the test wants, such as dying).
#pragma once

#include "core/base/file_system.h"

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace bafo::fakes {

enum class FileOperation {
    open,
    write,
    reserve,
    sync,
    rename,
    removeFile,
    removeTree,
    createDirectories,
    syncDirectory
};

/// Asked before every operation that changes something; an Error makes that operation fail without being done.
using FaultHook = std::function<std::optional<Error>(FileOperation operation, const Path &path)>;

/// Hands everything on to another file system, unless the hook objects. Reading never fails. One thread at a time.
class FailingFileSystem final : public FileSystem {
public:
    FailingFileSystem(FileSystem &real, FaultHook hook)
        : m_real(real)
        , m_hook(std::move(hook))
    {
    }

    Result<std::unique_ptr<WritableFile>> openForWriting(const Path &path, WriteMode mode) override
    {
        BAFO_TRY(ask(FileOperation::open, path));
        auto file = BAFO_TRY(m_real.openForWriting(path, mode));
        return std::unique_ptr<WritableFile>(std::make_unique<File>(*this, std::move(file), path));
    }

    Result<void> rename(const Path &from, const Path &to) override
    {
        BAFO_TRY(ask(FileOperation::rename, from));
        return m_real.rename(from, to);
    }

    Result<void> removeFile(const Path &path) override
    {
        BAFO_TRY(ask(FileOperation::removeFile, path));
        return m_real.removeFile(path);
    }

    Result<void> removeTree(const Path &path) override
    {
        BAFO_TRY(ask(FileOperation::removeTree, path));
        return m_real.removeTree(path);
    }

    Result<void> createDirectories(const Path &path) override
    {
        BAFO_TRY(ask(FileOperation::createDirectories, path));
        return m_real.createDirectories(path);
    }

    Result<void> syncDirectory(const Path &path) override
    {
        BAFO_TRY(ask(FileOperation::syncDirectory, path));
        return m_real.syncDirectory(path);
    }

    Result<std::string> readFile(const Path &path, std::uint64_t limitBytes) override
    {
        return m_real.readFile(path, limitBytes);
    }
    Result<FileStatus> status(const Path &path) override { return m_real.status(path); }
    Result<std::vector<std::string>> list(const Path &path) override { return m_real.list(path); }
    Result<std::uint64_t> freeBytes(const Path &path) override
    {
        return m_freeBytes ? *m_freeBytes : m_real.freeBytes(path);
    }

    /// What freeBytes() says from now on.
    void setFreeBytes(std::uint64_t bytes) { m_freeBytes = bytes; }

private:
    class File final : public WritableFile {
    public:
        File(FailingFileSystem &owner, std::unique_ptr<WritableFile> real, Path path)
            : m_owner(owner)
            , m_real(std::move(real))
            , m_path(std::move(path))
        {
        }

        Result<void> write(std::span<const std::byte> bytes) override
        {
            BAFO_TRY(m_owner.ask(FileOperation::write, m_path));
            return m_real->write(bytes);
        }

        Result<void> reserve(std::uint64_t sizeBytes) override
        {
            BAFO_TRY(m_owner.ask(FileOperation::reserve, m_path));
            return m_real->reserve(sizeBytes);
        }

        Result<void> sync() override
        {
            BAFO_TRY(m_owner.ask(FileOperation::sync, m_path));
            return m_real->sync();
        }

    private:
        FailingFileSystem &m_owner;
        std::unique_ptr<WritableFile> m_real;
        Path m_path;
    };

    Result<void> ask(FileOperation operation, const Path &path)
    {
        if (m_hook) {
            if (auto error = m_hook(operation, path)) {
                return fail(std::move(*error));
            }
        }
        return {};
    }

    FileSystem &m_real;
    FaultHook m_hook;
    std::optional<std::uint64_t> m_freeBytes;
};

/// A hook that lets the first `numGood` operations pass and fails all later ones: a disk that is full and stays full.
inline FaultHook fullAfter(int numGood)
{
    return [left = numGood](FileOperation operation, const Path &path) mutable -> std::optional<Error> {
        const bool needsRoom = operation != FileOperation::removeFile && operation != FileOperation::removeTree;
        if (!needsRoom || left-- > 0) {
            return std::nullopt;
        }
        return Error{.code = ErrorCode::diskFull,
                     .message = "cannot write " + path.string() + ": No space left on device",
                     .hint = "free some space"};
    };
}

} // namespace bafo::fakes
