// SPDX-License-Identifier: Apache-2.0
// Writing zip files whose members lie in them uncompressed, of any size, from front to end: what parseStoredZip reads.
// Source: PKWARE's APPNOTE.TXT 6.3, sections 4.3 and 4.5.3 (zip64).
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/base/sha256.h"
#include "core/formats/safetensors.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace bafo::formats {

/// Members begin at multiples of 64 bytes, as PyTorch wants to map them. Checksums stand behind the bytes, so nothing
/// is read twice. Always with zip64's wide fields: one way for all sizes. One thread at a time.
class StoredZipWriter {
public:
    /// Makes the file, which must not exist yet; `sizeBytes` of room are reserved.
    [[nodiscard]] static Result<StoredZipWriter> create(FileSystem &files, const Path &path, std::uint64_t sizeBytes);

    /// The next member; its bytes follow in pieces of any size.
    [[nodiscard]] Result<void> begin(std::string name, std::uint64_t sizeBytes);
    [[nodiscard]] Result<void> write(std::span<const std::byte> bytes);

    /// A whole member.
    [[nodiscard]] Result<void> add(std::string name, std::string_view content);

    /// Writes the directory and flushes to disk. Call it once, after the bytes of all members.
    [[nodiscard]] Result<WrittenFile> finish();

private:
    struct Member {
        std::string name;
        std::uint64_t sizeBytes = 0;
        std::uint64_t local = 0; ///< where its local header is
        std::uint32_t crc32 = 0;
    };

    StoredZipWriter() = default;
    [[nodiscard]] Result<void> put(std::span<const std::byte> bytes);
    [[nodiscard]] Result<void> endMember();

    std::unique_ptr<WritableFile> m_file;
    std::unique_ptr<Sha256> m_hash;
    std::vector<Member> m_members;
    std::uint64_t m_remaining = 0; ///< bytes of the last member that are still to come
    std::uint64_t m_written = 0;
};

} // namespace bafo::formats
