// SPDX-License-Identifier: Apache-2.0
// Writing GGUF files, version 3, little-endian: metadata and places of all tensors first, then their bytes, streamed.
// Source: the GGUF specification (ggml/docs/gguf.md).
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/base/sha256.h"
#include "core/formats/gguf.h"
#include "core/formats/safetensors.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::formats {

/// Keys and values in the order in which they were added. A key must be added once only. A plain value.
class GgufMetadataWriter {
public:
    void add(std::string_view key, bool value);
    void add(std::string_view key, std::uint32_t value);
    void add(std::string_view key, float value);
    void add(std::string_view key, std::string_view value);
    void add(std::string_view key, const char *value) { add(key, std::string_view(value)); }
    void add(std::string_view key, const std::vector<std::string> &values);
    void add(std::string_view key, std::span<const float> values);
    void add(std::string_view key, std::span<const std::int32_t> values);

    [[nodiscard]] std::uint64_t count() const { return m_count; }
    [[nodiscard]] const std::string &bytes() const { return m_bytes; }

private:
    void beginValue(std::string_view key, std::uint32_t type);
    void beginArray(std::string_view key, std::uint32_t type, std::uint64_t count);

    std::string m_bytes;
    std::uint64_t m_count = 0;
};

/// A tensor that will be written. The last extent must be whole blocks of the type.
struct GgufTensorDeclaration {
    std::string name;
    GgufTensorType type = GgufTensorType::F32;
    std::vector<std::int64_t> shape = {}; ///< outermost first
};

/// Writes one file from front to end. All tensors are declared first; then their values follow in that order, in pieces
/// of whole blocks. Room is reserved before the first byte, and every byte is hashed on its way. One thread at a time.
class GgufWriter {
public:
    /// Makes the file, which must not exist yet, and writes everything before the tensors.
    [[nodiscard]] static Result<GgufWriter> create(FileSystem &files, const Path &path,
                                                   const GgufMetadataWriter &metadata,
                                                   std::vector<GgufTensorDeclaration> tensors);

    /// The next values of the tensor at work; a piece ends with it at the latest. Fails (data) naming the tensor where
    /// a value cannot be written as its type.
    [[nodiscard]] Result<void> write(std::span<const float> values);

    /// Flushes to disk. Call it once, after all declared values were written.
    [[nodiscard]] Result<WrittenFile> finish();

private:
    GgufWriter() = default;
    [[nodiscard]] Result<void> put(std::span<const std::byte> bytes);

    std::unique_ptr<WritableFile> m_file;
    std::unique_ptr<Sha256> m_hash;
    std::vector<GgufTensorDeclaration> m_tensors;
    std::size_t m_tensor = 0; ///< the one at work
    std::uint64_t m_numWritten = 0; ///< of its values
    std::uint64_t m_writtenBytes = 0;
    std::vector<std::byte> m_blocks;
};

} // namespace bafo::formats
