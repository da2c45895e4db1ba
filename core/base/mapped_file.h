// SPDX-License-Identifier: Apache-2.0
// A file mapped into memory read-only: how models, token stores and logs are read without copying them.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <cstddef>
#include <span>

namespace bafo {

/// Owns the mapping; spans taken from bytes() live as long as it does. Movable. Reading is thread-safe. A file that
/// somebody shortens while it is mapped kills the reader (SIGBUS): files of ours are written once and renamed.
class MappedFile {
public:
    static Result<MappedFile> open(const Path &path);

    MappedFile() = default;
    ~MappedFile();
    MappedFile(MappedFile &&other) noexcept;
    MappedFile &operator=(MappedFile &&other) noexcept;
    MappedFile(const MappedFile &) = delete;
    MappedFile &operator=(const MappedFile &) = delete;

    [[nodiscard]] std::span<const std::byte> bytes() const { return {m_data, m_size}; }

    /// Tells the system that these bytes are not needed again soon, so that they do not count as resident.
    void release(std::size_t offset, std::size_t size) const;

private:
    const std::byte *m_data = nullptr;
    std::size_t m_size = 0;
};

} // namespace bafo
