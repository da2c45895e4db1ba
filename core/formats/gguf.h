// SPDX-License-Identifier: Apache-2.0
// Reading GGUF files, versions 2 and 3, little-endian: metadata, tensor places and the block formats that are turned
// into fp32. Source: the GGUF specification (ggml/docs/gguf.md) and ggml-quants.h.
#pragma once

#include "core/base/file_system.h"
#include "core/base/mapped_file.h"
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bafo::formats {

/// Numbers of the format. Only those that can be read here have a name.
enum class GgufTensorType : std::uint32_t { F32 = 0, F16 = 1, Q4_0 = 2, Q4_1 = 3, Q8_0 = 8, BF16 = 30 };

/// "Q4_1"; nothing for a type that cannot be read.
[[nodiscard]] std::optional<std::string_view> nameOf(GgufTensorType type);

/// An array of the metadata, found sound: its elements lie in `bytes`, which live as long as the file object.
class GgufArray {
public:
    GgufArray(std::uint32_t elementType, std::uint64_t count, std::span<const std::byte> bytes);

    [[nodiscard]] std::uint64_t count() const { return m_count; }

    /// Nothing where the elements are no strings.
    [[nodiscard]] std::optional<std::vector<std::string_view>> strings() const;

    /// Whole numbers and bools; nothing where the elements are something else.
    [[nodiscard]] std::optional<std::vector<std::int64_t>> integers() const;

    /// Any numbers; nothing where the elements are something else.
    [[nodiscard]] std::optional<std::vector<double>> numbers() const;

private:
    std::uint32_t m_elementType;
    std::uint64_t m_count;
    std::span<const std::byte> m_bytes;
};

using GgufValue = std::variant<bool, std::uint64_t, std::int64_t, double, std::string_view, GgufArray>;

struct GgufTensor {
    std::uint32_t type = 0; ///< number of the format; may be one that cannot be read
    std::vector<std::int64_t> shape; ///< outermost first, the reverse of the file's order
    std::span<const std::byte> bytes;

    [[nodiscard]] std::int64_t numElements() const;
};

/// A header that was found sound.
struct GgufHeader {
    std::uint32_t version = 0;
    std::map<std::string, GgufValue, std::less<>> metadata;
    std::map<std::string, GgufTensor, std::less<>> tensors;
};

/// Checks a whole file: counts and lengths against the bytes that remain, no key or tensor twice, at most 4 dimensions,
/// checked sizes, alignment a power of two up to 64 KiB, every tensor inside the file. Spans and views point into
/// `file`. Fails (data) with the rule that was broken.
[[nodiscard]] Result<GgufHeader> parseGguf(std::span<const std::byte> file);

/// A file mapped into memory. Movable; reading is thread-safe.
class GgufFile {
public:
    [[nodiscard]] static Result<GgufFile> open(const Path &path);

    [[nodiscard]] const std::map<std::string, GgufValue, std::less<>> &metadata() const { return m_header.metadata; }
    [[nodiscard]] const std::map<std::string, GgufTensor, std::less<>> &tensors() const { return m_header.tensors; }

    /// Typed views of the metadata; nothing where the key is missing or holds something else.
    [[nodiscard]] std::optional<std::string_view> text(std::string_view key) const;
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key) const;
    [[nodiscard]] std::optional<double> number(std::string_view key) const;
    [[nodiscard]] std::optional<bool> boolean(std::string_view key) const;
    [[nodiscard]] const GgufArray *array(std::string_view key) const;

    /// Tells the system that this tensor's pages are not needed again soon.
    void release(const GgufTensor &tensor) const;

private:
    MappedFile m_file;
    GgufHeader m_header;
};

/// Bytes of `numElements` values of a type; nothing where the type cannot be read or a block would be cut.
[[nodiscard]] std::optional<std::uint64_t> ggufSizeBytes(GgufTensorType type, std::uint64_t numElements);

/// Turns fp32 into F32, F16 (to the nearest) or Q8_0 (as ggml's quantize_row_q8_0_ref does it). Fails (data) where a
/// value is no number or infinite, or where a half cannot hold it or its block's scale; `values` must be whole blocks.
/// Writes the bytes that ggufSizeBytes counts.
[[nodiscard]] Result<void> quantizeFromFloat(GgufTensorType type, std::span<const float> values,
                                             std::span<std::byte> bytes);

/// Turns blocks into fp32, value for value as ggml does. Fails (data) on a type that cannot be read; `bytes` must have
/// the size that ggufSizeBytes gives for `values`.
[[nodiscard]] Result<void> dequantizeToFloat(std::uint32_t type, std::span<const std::byte> bytes,
                                             std::span<float> values);

} // namespace bafo::formats
