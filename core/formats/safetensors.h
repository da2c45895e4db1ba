// SPDX-License-Identifier: Apache-2.0
// Reading and writing safetensors files: a JSON header with names, types, shapes and offsets, then the bytes.
#pragma once

#include "core/base/file_system.h"
#include "core/base/mapped_file.h"
#include "core/base/result.h"
#include "core/base/sha256.h"
#include "core/formats/dtype.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::formats {

/// One tensor of a file. The bytes live as long as the file object.
struct TensorEntry {
    Dtype dtype = Dtype::F32;
    std::vector<std::int64_t> shape = {};
    std::span<const std::byte> bytes = {};

    [[nodiscard]] std::int64_t numElements() const;
};

/// A header that was found sound: where each tensor lies in the bytes behind it.
struct SafetensorsHeader {
    struct Place {
        Dtype dtype = Dtype::F32;
        std::vector<std::int64_t> shape;
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
    };
    std::map<std::string, Place> tensors;
    std::map<std::string, std::string> metadata;
    std::uint64_t dataStart = 0; ///< of the file
};

/// Checks the whole layout of a file by these rules: header of at most 100,000,000 bytes that starts with "{", no
/// deeper than 4, no key twice, names of at most 512 bytes, shape times element size equal to the offsets' distance,
/// offsets without gap or overlap up to the end of the file. Fails (data) with the rule that was broken.
[[nodiscard]] Result<SafetensorsHeader> parseSafetensorsHeader(std::span<const std::byte> file);

/// A file mapped into memory. Movable; reading is thread-safe.
class SafetensorsFile {
public:
    [[nodiscard]] static Result<SafetensorsFile> open(const Path &path);

    [[nodiscard]] const std::map<std::string, TensorEntry> &tensors() const { return m_tensors; }

    /// Free texts of the header's "__metadata__".
    [[nodiscard]] const std::map<std::string, std::string> &metadata() const { return m_metadata; }

    /// Tells the system that this tensor's pages are not needed again soon.
    void release(const TensorEntry &tensor) const;

private:
    MappedFile m_file;
    std::map<std::string, TensorEntry> m_tensors;
    std::map<std::string, std::string> m_metadata;
};

/// What a written file is known by.
struct WrittenFile {
    std::uint64_t sizeBytes = 0;
    std::string sha256;
};

/// Writes one file from front to end. All tensors are declared first; then their bytes follow in that order, in pieces
/// of any size. Room is reserved before the first byte, and every byte is hashed on its way. One thread at a time.
class SafetensorsWriter {
public:
    struct Declaration {
        std::string name;
        Dtype dtype = Dtype::F32;
        std::vector<std::int64_t> shape = {};
    };

    /// Makes the file, which must not exist yet, and writes its header.
    [[nodiscard]] static Result<SafetensorsWriter> create(FileSystem &files, const Path &path,
                                                          const std::vector<Declaration> &tensors,
                                                          const std::map<std::string, std::string> &metadata = {});

    Result<void> write(std::span<const std::byte> bytes);

    /// Flushes to disk. Call it once, after all declared bytes were written.
    [[nodiscard]] Result<WrittenFile> finish();

private:
    SafetensorsWriter() = default;

    std::unique_ptr<WritableFile> m_file;
    std::unique_ptr<Sha256> m_hash;
    std::uint64_t m_writtenBytes = 0;
    std::uint64_t m_totalBytes = 0;
};

} // namespace bafo::formats
