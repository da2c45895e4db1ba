// SPDX-License-Identifier: Apache-2.0
#include "core/formats/safetensors.h"

#include "core/formats/file_kind.h"
#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace bafo::formats {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;
constexpr std::size_t kMaxNameBytes = 512;
constexpr std::size_t kMaxDimensions = 16;
constexpr int kMaxHeaderDepth = 4;
constexpr const char *kMetadataKey = "__metadata__";

Failure unsound(const std::string &why)
{
    return fail(ErrorCode::data, "no sound safetensors file: " + why,
                "it is damaged or was cut short: copy or download it again");
}

bool isCount(const json &value)
{
    return value.is_number_unsigned() && value.get<std::uint64_t>() <= static_cast<std::uint64_t>(INT64_MAX);
}

/// Bytes of a tensor, unless they do not fit into 64 bits.
Result<std::uint64_t> byteSize(const std::string &name, Dtype dtype, const std::vector<std::int64_t> &shape)
{
    std::uint64_t size = elementSize(dtype);
    for (const std::int64_t length : shape) {
        if (__builtin_mul_overflow(size, static_cast<std::uint64_t>(length), &size)) {
            return unsound("the shape of '" + name + "' is too large");
        }
    }
    return size;
}

Result<SafetensorsHeader::Place> readPlace(const std::string &name, const json &entry, std::uint64_t dataBytes)
{
    if (!entry.is_object() || entry.size() != 3 || !entry.contains("dtype") || !entry.contains("shape")
        || !entry.contains("data_offsets") || !entry["dtype"].is_string() || !entry["shape"].is_array()
        || !entry["data_offsets"].is_array() || entry["data_offsets"].size() != 2) {
        return unsound("the entry of '" + name + "' is not made of dtype, shape and data_offsets");
    }
    SafetensorsHeader::Place place;
    const auto dtype = dtypeNamed(entry["dtype"].get_ref<const std::string &>());
    if (!dtype) {
        return unsound("'" + name + "' has the unknown type " + entry["dtype"].get<std::string>());
    }
    place.dtype = *dtype;
    if (entry["shape"].size() > kMaxDimensions) {
        return unsound("'" + name + "' has more than " + std::to_string(kMaxDimensions) + " dimensions");
    }
    for (const json &length : entry["shape"]) {
        if (!isCount(length)) {
            return unsound("the shape of '" + name + "' is no list of counts");
        }
        place.shape.push_back(length.get<std::int64_t>());
    }
    const json &offsets = entry["data_offsets"];
    if (!isCount(offsets[0]) || !isCount(offsets[1])) {
        return unsound("the offsets of '" + name + "' are no counts");
    }
    place.begin = offsets[0].get<std::uint64_t>();
    place.end = offsets[1].get<std::uint64_t>();
    const std::uint64_t size = BAFO_TRY(byteSize(name, place.dtype, place.shape));
    if (place.begin > place.end || place.end > dataBytes || place.end - place.begin != size) {
        return unsound("the offsets of '" + name + "' do not fit its shape or the file");
    }
    return place;
}

Result<void> readMetadata(const json &entry, SafetensorsHeader &header)
{
    if (!entry.is_object()) {
        return unsound("its metadata is no object");
    }
    for (const auto &[key, value] : entry.items()) {
        if (!value.is_string()) {
            return unsound("its metadata '" + key + "' is no text");
        }
        header.metadata[key] = value.get<std::string>();
    }
    return {};
}

/// Every byte behind the header belongs to exactly one tensor.
Result<void> checkContiguous(const SafetensorsHeader &header, std::uint64_t dataBytes)
{
    std::vector<std::pair<std::uint64_t, std::uint64_t>> places;
    for (const auto &[name, place] : header.tensors) {
        places.emplace_back(place.begin, place.end);
    }
    std::sort(places.begin(), places.end());
    std::uint64_t expected = 0;
    for (const auto &[begin, end] : places) {
        if (begin != expected) {
            return unsound("its tensors overlap or leave a gap at byte " + std::to_string(expected));
        }
        expected = end;
    }
    if (expected != dataBytes) {
        return unsound("its tensors end at byte " + std::to_string(expected) + " of " + std::to_string(dataBytes));
    }
    return {};
}

std::uint64_t littleEndian64(std::span<const std::byte> bytes)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        value |= static_cast<std::uint64_t>(bytes[i]) << (8 * i);
    }
    return value;
}

} // namespace

std::int64_t TensorEntry::numElements() const
{
    return static_cast<std::int64_t>(bytes.size() / elementSize(dtype));
}

Result<SafetensorsHeader> parseSafetensorsHeader(std::span<const std::byte> file)
{
    if (file.size() < 8) {
        return unsound("it has only " + std::to_string(file.size()) + " bytes");
    }
    const std::uint64_t headerBytes = littleEndian64(file);
    if (headerBytes > kMaxHeaderBytes || headerBytes > file.size() - 8) {
        return unsound("its header would have " + std::to_string(headerBytes) + " bytes");
    }
    const std::string_view text(reinterpret_cast<const char *>(file.data()) + 8, static_cast<std::size_t>(headerBytes));
    if (!text.starts_with('{')) {
        return unsound("its header does not start with '{'");
    }
    const auto parsed
        = parseJson(text, {.maxBytes = kMaxHeaderBytes, .maxDepth = kMaxHeaderDepth, .refusesDuplicateKeys = true});
    if (!parsed) {
        return unsound("its header is " + parsed.error().message);
    }
    SafetensorsHeader header;
    header.dataStart = 8 + headerBytes;
    const std::uint64_t dataBytes = file.size() - header.dataStart;
    for (const auto &[name, entry] : parsed->items()) {
        if (name == kMetadataKey) {
            BAFO_TRY(readMetadata(entry, header));
            continue;
        }
        if (name.size() > kMaxNameBytes) {
            return unsound("a tensor's name has more than " + std::to_string(kMaxNameBytes) + " bytes");
        }
        header.tensors[name] = BAFO_TRY(readPlace(name, entry, dataBytes));
    }
    BAFO_TRY(checkContiguous(header, dataBytes));
    return header;
}

Result<SafetensorsFile> SafetensorsFile::open(const Path &path)
{
    SafetensorsFile result;
    result.m_file = BAFO_TRY(MappedFile::open(path));
    const std::span<const std::byte> bytes = result.m_file.bytes();
    auto header = parseSafetensorsHeader(bytes);
    if (!header) {
        Error error = std::move(header).error();
        error.message = path.string() + ": " + error.message;
        if (const auto kind = kindOfFile(bytes); kind && *kind != "a safetensors file") {
            error.message = path.string() + " is no safetensors file but " + std::string(*kind);
            error.hint = "give it its right name, or fetch the right file";
        }
        return fail(std::move(error));
    }
    for (auto &[name, place] : header->tensors) {
        result.m_tensors[name] = {.dtype = place.dtype,
                                  .shape = std::move(place.shape),
                                  .bytes = bytes.subspan(static_cast<std::size_t>(header->dataStart + place.begin),
                                                         static_cast<std::size_t>(place.end - place.begin))};
    }
    result.m_metadata = std::move(header->metadata);
    return result;
}

void SafetensorsFile::release(const TensorEntry &tensor) const
{
    if (!tensor.bytes.empty()) {
        m_file.release(static_cast<std::size_t>(tensor.bytes.data() - m_file.bytes().data()), tensor.bytes.size());
    }
}

Result<SafetensorsWriter> SafetensorsWriter::create(FileSystem &files, const Path &path,
                                                    const std::vector<Declaration> &tensors,
                                                    const std::map<std::string, std::string> &metadata)
{
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty()) {
        header[kMetadataKey] = metadata;
    }
    std::uint64_t end = 0;
    for (const Declaration &tensor : tensors) {
        const std::uint64_t begin = end;
        end += BAFO_TRY(byteSize(tensor.name, tensor.dtype, tensor.shape));
        header[tensor.name]
            = {{"dtype", nameOf(tensor.dtype)}, {"shape", tensor.shape}, {"data_offsets", {begin, end}}};
    }
    std::string text = header.dump();
    // Tensors start at a multiple of 64 bytes, so that they can be used where they are mapped.
    text.append((64 - (8 + text.size()) % 64) % 64, ' ');
    std::string prefix(8, '\0');
    for (std::size_t i = 0; i < 8; ++i) {
        prefix[i] = static_cast<char>((static_cast<std::uint64_t>(text.size()) >> (8 * i)) & 0xFFU);
    }
    SafetensorsWriter writer;
    writer.m_file = BAFO_TRY(files.openForWriting(path, WriteMode::createNew));
    writer.m_hash = std::make_unique<Sha256>();
    writer.m_totalBytes = prefix.size() + text.size() + end;
    BAFO_TRY(writer.m_file->reserve(writer.m_totalBytes));
    const std::string front = prefix + text;
    BAFO_TRY(writer.write(std::as_bytes(std::span(front))));
    return writer;
}

Result<void> SafetensorsWriter::write(std::span<const std::byte> bytes)
{
    // Hashed and written piece by piece, so that a piece is still in the processor's cache for the second.
    constexpr std::size_t kPieceBytes = 1U << 20U;
    while (!bytes.empty()) {
        const auto piece = bytes.first(std::min(bytes.size(), kPieceBytes));
        m_hash->update(piece);
        BAFO_TRY(m_file->write(piece));
        m_writtenBytes += piece.size();
        bytes = bytes.subspan(piece.size());
    }
    return {};
}

Result<WrittenFile> SafetensorsWriter::finish()
{
    if (m_writtenBytes != m_totalBytes) {
        return fail(ErrorCode::internal,
                    std::to_string(m_writtenBytes) + " bytes were written of a safetensors file of "
                        + std::to_string(m_totalBytes));
    }
    BAFO_TRY(m_file->sync());
    return WrittenFile{.sizeBytes = m_writtenBytes, .sha256 = m_hash->finish()};
}

} // namespace bafo::formats
