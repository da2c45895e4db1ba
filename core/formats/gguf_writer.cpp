// SPDX-License-Identifier: Apache-2.0
#include "core/formats/gguf_writer.h"

#include "core/base/check.h"

#include <array>
#include <cstring>
#include <utility>

namespace bafo::formats {
namespace {

constexpr std::uint64_t kAlignment = 32; // what readers take where general.alignment is not said

/// The format's numbers for kinds of values.
enum ValueType : std::uint32_t { U32 = 4, I32 = 5, F32 = 6, Bool = 7, String = 8, Array = 9 };

template <class T>
void append(std::string &bytes, T value)
{
    std::array<char, sizeof(T)> raw;
    std::memcpy(raw.data(), &value, sizeof(T));
    bytes.append(raw.data(), raw.size());
}

void appendText(std::string &bytes, std::string_view text)
{
    append(bytes, static_cast<std::uint64_t>(text.size()));
    bytes.append(text);
}

std::uint64_t paddedTo(std::uint64_t size)
{
    return (size + kAlignment - 1) / kAlignment * kAlignment;
}

std::uint64_t numElementsOf(const GgufTensorDeclaration &tensor)
{
    std::uint64_t count = 1;
    for (const std::int64_t extent : tensor.shape) {
        count *= static_cast<std::uint64_t>(extent);
    }
    return count;
}

std::uint64_t sizeBytesOf(const GgufTensorDeclaration &tensor)
{
    const auto size = ggufSizeBytes(tensor.type, numElementsOf(tensor));
    const auto rowSize = ggufSizeBytes(tensor.type, static_cast<std::uint64_t>(tensor.shape.back()));
    BAFO_CHECK(size && rowSize, "the rows of a tensor do not divide into blocks");
    return *size;
}

/// Everything before the first tensor, padded; `dataBytes` becomes the size of all tensors.
std::string headerOf(const GgufMetadataWriter &metadata, const std::vector<GgufTensorDeclaration> &tensors,
                     std::uint64_t &dataBytes)
{
    std::string header = "GGUF";
    append(header, std::uint32_t{3});
    append(header, static_cast<std::uint64_t>(tensors.size()));
    append(header, metadata.count());
    header += metadata.bytes();
    dataBytes = 0;
    for (const GgufTensorDeclaration &tensor : tensors) {
        appendText(header, tensor.name);
        append(header, static_cast<std::uint32_t>(tensor.shape.size()));
        for (auto extent = tensor.shape.rbegin(); extent != tensor.shape.rend(); ++extent) {
            append(header, static_cast<std::uint64_t>(*extent));
        }
        append(header, static_cast<std::uint32_t>(tensor.type));
        append(header, dataBytes);
        dataBytes += paddedTo(sizeBytesOf(tensor));
    }
    header.resize(paddedTo(header.size()), '\0');
    return header;
}

} // namespace

void GgufMetadataWriter::beginValue(std::string_view key, std::uint32_t type)
{
    appendText(m_bytes, key);
    append(m_bytes, type);
    ++m_count;
}

void GgufMetadataWriter::beginArray(std::string_view key, std::uint32_t type, std::uint64_t count)
{
    beginValue(key, Array);
    append(m_bytes, type);
    append(m_bytes, count);
}

void GgufMetadataWriter::add(std::string_view key, bool value)
{
    beginValue(key, Bool);
    append(m_bytes, static_cast<std::uint8_t>(value ? 1 : 0));
}

void GgufMetadataWriter::add(std::string_view key, std::uint32_t value)
{
    beginValue(key, U32);
    append(m_bytes, value);
}

void GgufMetadataWriter::add(std::string_view key, float value)
{
    beginValue(key, F32);
    append(m_bytes, value);
}

void GgufMetadataWriter::add(std::string_view key, std::string_view value)
{
    beginValue(key, String);
    appendText(m_bytes, value);
}

void GgufMetadataWriter::add(std::string_view key, const std::vector<std::string> &values)
{
    beginArray(key, String, values.size());
    for (const std::string &value : values) {
        appendText(m_bytes, value);
    }
}

void GgufMetadataWriter::add(std::string_view key, std::span<const float> values)
{
    beginArray(key, F32, values.size());
    for (const float value : values) {
        append(m_bytes, value);
    }
}

void GgufMetadataWriter::add(std::string_view key, std::span<const std::int32_t> values)
{
    beginArray(key, I32, values.size());
    for (const std::int32_t value : values) {
        append(m_bytes, value);
    }
}

Result<GgufWriter> GgufWriter::create(FileSystem &files, const Path &path, const GgufMetadataWriter &metadata,
                                      std::vector<GgufTensorDeclaration> tensors)
{
    GgufWriter writer;
    std::uint64_t dataBytes = 0;
    const std::string header = headerOf(metadata, tensors, dataBytes);
    writer.m_tensors = std::move(tensors);
    writer.m_file = BAFO_TRY(files.openForWriting(path, WriteMode::createNew));
    writer.m_hash = std::make_unique<Sha256>();
    BAFO_TRY(writer.m_file->reserve(header.size() + dataBytes));
    BAFO_TRY(writer.put(std::as_bytes(std::span(header))));
    return writer;
}

Result<void> GgufWriter::write(std::span<const float> values)
{
    BAFO_CHECK(m_tensor < m_tensors.size(), "more values than were declared");
    const GgufTensorDeclaration &tensor = m_tensors[m_tensor];
    const std::uint64_t total = numElementsOf(tensor);
    const auto size = ggufSizeBytes(tensor.type, values.size());
    BAFO_CHECK(values.size() <= total - m_numWritten && size, "a piece crosses blocks or the end of its tensor");
    m_blocks.resize(*size);
    if (const auto done = quantizeFromFloat(tensor.type, values, m_blocks); !done) {
        return fail(done.error().code, "tensor '" + tensor.name + "': " + done.error().message, done.error().hint);
    }
    BAFO_TRY(put(m_blocks));
    m_numWritten += values.size();
    if (m_numWritten == total) {
        const std::uint64_t sizeBytes = sizeBytesOf(tensor);
        const std::array<std::byte, kAlignment> zeros = {};
        BAFO_TRY(put(std::span(zeros).first(paddedTo(sizeBytes) - sizeBytes)));
        ++m_tensor;
        m_numWritten = 0;
    }
    return {};
}

Result<void> GgufWriter::put(std::span<const std::byte> bytes)
{
    m_hash->update(bytes);
    m_writtenBytes += bytes.size();
    return m_file->write(bytes);
}

Result<WrittenFile> GgufWriter::finish()
{
    BAFO_CHECK(m_tensor == m_tensors.size(), "fewer values than were declared");
    BAFO_TRY(m_file->sync());
    return WrittenFile{.sizeBytes = m_writtenBytes, .sha256 = m_hash->finish()};
}

} // namespace bafo::formats
