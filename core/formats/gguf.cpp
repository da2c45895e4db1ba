// SPDX-License-Identifier: Apache-2.0
#include "core/formats/gguf.h"

#include "core/formats/file_kind.h"

#include <bit>
#include <cstring>
#include <utility>

namespace bafo::formats {
namespace {

constexpr std::uint32_t kMagic = 0x46554747; // "GGUF"
constexpr std::uint64_t kMaxNameBytes = 512;
constexpr std::uint32_t kMaxDimensions = 4;
constexpr std::uint64_t kMaxAlignment = 64U << 10U;

enum ValueType : std::uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, String, Array, U64, I64, F64 };

/// 0 for types of changing size and unknown ones.
std::uint64_t fixedSize(std::uint32_t type)
{
    switch (type) {
    case U8:
    case I8:
    case Bool:
        return 1;
    case U16:
    case I16:
        return 2;
    case U32:
    case I32:
    case F32:
        return 4;
    case U64:
    case I64:
    case F64:
        return 8;
    default:
        return 0;
    }
}

Failure broken(std::string message)
{
    return fail(ErrorCode::data, std::move(message), "the file is damaged or incomplete; download it again");
}

template <class T>
T load(std::span<const std::byte> bytes)
{
    T value = {};
    std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
}

/// Hands out bytes from the front and never more than there are.
class ByteCursor {
public:
    explicit ByteCursor(std::span<const std::byte> bytes)
        : m_bytes(bytes)
    {
    }

    [[nodiscard]] std::uint64_t position() const { return m_position; }
    [[nodiscard]] std::uint64_t remaining() const { return m_bytes.size() - m_position; }

    Result<std::span<const std::byte>> take(std::uint64_t count)
    {
        if (count > remaining()) {
            return broken("it ends at byte " + std::to_string(m_bytes.size()) + " in the middle of its header");
        }
        const auto taken = m_bytes.subspan(m_position, count);
        m_position += count;
        return taken;
    }

    template <class T>
    Result<T> number()
    {
        return load<T>(BAFO_TRY(take(sizeof(T))));
    }

    Result<std::string_view> string()
    {
        const auto length = BAFO_TRY(number<std::uint64_t>());
        const auto bytes = BAFO_TRY(take(length));
        return std::string_view(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    }

    Result<std::string> name()
    {
        const auto text = BAFO_TRY(string());
        if (text.empty() || text.size() > kMaxNameBytes) {
            return broken("a name in its header has " + std::to_string(text.size()) + " bytes");
        }
        return std::string(text);
    }

private:
    std::span<const std::byte> m_bytes;
    std::uint64_t m_position = 0;
};

GgufValue scalar(std::uint32_t type, std::span<const std::byte> bytes)
{
    switch (type) {
    case U8:
        return static_cast<std::uint64_t>(load<std::uint8_t>(bytes));
    case U16:
        return static_cast<std::uint64_t>(load<std::uint16_t>(bytes));
    case U32:
        return static_cast<std::uint64_t>(load<std::uint32_t>(bytes));
    case U64:
        return load<std::uint64_t>(bytes);
    case I8:
        return static_cast<std::int64_t>(load<std::int8_t>(bytes));
    case I16:
        return static_cast<std::int64_t>(load<std::int16_t>(bytes));
    case I32:
        return static_cast<std::int64_t>(load<std::int32_t>(bytes));
    case I64:
        return load<std::int64_t>(bytes);
    case F32:
        return static_cast<double>(load<float>(bytes));
    case F64:
        return load<double>(bytes);
    default:
        return load<std::uint8_t>(bytes) != 0;
    }
}

Result<GgufArray> readArray(ByteCursor &cursor, std::span<const std::byte> file)
{
    const auto elementType = BAFO_TRY(cursor.number<std::uint32_t>());
    const auto count = BAFO_TRY(cursor.number<std::uint64_t>());
    const std::uint64_t begin = cursor.position();
    if (elementType == String) {
        if (count > cursor.remaining() / sizeof(std::uint64_t)) {
            return broken("an array claims more strings than the file can hold");
        }
        for (std::uint64_t i = 0; i < count; ++i) {
            (void)BAFO_TRY(cursor.string());
        }
    } else {
        const std::uint64_t size = fixedSize(elementType);
        if (size == 0 || count > cursor.remaining() / size) {
            return broken(size == 0 ? "an array has elements of unknown type " + std::to_string(elementType)
                                    : "an array claims more elements than the file can hold");
        }
        (void)BAFO_TRY(cursor.take(count * size));
    }
    return GgufArray(elementType, count, file.subspan(begin, cursor.position() - begin));
}

Result<GgufValue> readValue(ByteCursor &cursor, std::span<const std::byte> file)
{
    const auto type = BAFO_TRY(cursor.number<std::uint32_t>());
    if (type == String) {
        return GgufValue(BAFO_TRY(cursor.string()));
    }
    if (type == Array) {
        return GgufValue(BAFO_TRY(readArray(cursor, file)));
    }
    const std::uint64_t size = fixedSize(type);
    if (size == 0) {
        return broken("a metadata value has the unknown type " + std::to_string(type));
    }
    return scalar(type, BAFO_TRY(cursor.take(size)));
}

struct TensorPlace {
    std::string name;
    GgufTensor tensor;
    std::uint64_t offset = 0;
};

Result<TensorPlace> readTensorPlace(ByteCursor &cursor)
{
    TensorPlace place;
    place.name = BAFO_TRY(cursor.name());
    const auto numDimensions = BAFO_TRY(cursor.number<std::uint32_t>());
    if (numDimensions == 0 || numDimensions > kMaxDimensions) {
        return broken("tensor '" + place.name + "' has " + std::to_string(numDimensions) + " dimensions");
    }
    std::uint64_t numElements = 1;
    for (std::uint32_t i = 0; i < numDimensions; ++i) {
        const auto extent = BAFO_TRY(cursor.number<std::uint64_t>());
        if (extent == 0 || extent > static_cast<std::uint64_t>(INT64_MAX) / numElements) {
            return broken("tensor '" + place.name + "' has an impossible size");
        }
        numElements *= extent;
        place.tensor.shape.insert(place.tensor.shape.begin(), static_cast<std::int64_t>(extent));
    }
    place.tensor.type = BAFO_TRY(cursor.number<std::uint32_t>());
    place.offset = BAFO_TRY(cursor.number<std::uint64_t>());
    return place;
}

Result<std::uint64_t> alignmentOf(const GgufHeader &header)
{
    const auto found = header.metadata.find("general.alignment");
    if (found == header.metadata.end()) {
        return 32U;
    }
    const auto *value = std::get_if<std::uint64_t>(&found->second);
    if (value == nullptr || !std::has_single_bit(*value) || *value > kMaxAlignment) {
        return broken("general.alignment is no power of two up to 65536");
    }
    return *value;
}

/// Types that cannot be read keep no bytes: their sizes are unknown here, and the caller refuses them by name.
Result<void> locate(TensorPlace &place, std::span<const std::byte> data, std::uint64_t alignment)
{
    if (place.offset % alignment != 0 || place.offset > data.size()) {
        return broken("tensor '" + place.name + "' does not lie inside the file");
    }
    const auto type = static_cast<GgufTensorType>(place.tensor.type);
    if (!nameOf(type)) {
        return {};
    }
    const auto size = ggufSizeBytes(type, static_cast<std::uint64_t>(place.tensor.numElements()));
    const auto rowSize = ggufSizeBytes(type, static_cast<std::uint64_t>(place.tensor.shape.back()));
    if (!size || !rowSize) {
        return broken("the rows of tensor '" + place.name + "' do not divide into blocks");
    }
    if (*size > data.size() - place.offset) {
        return broken("it ends before tensor '" + place.name + "' does");
    }
    place.tensor.bytes = data.subspan(place.offset, *size);
    return {};
}

} // namespace

std::int64_t GgufTensor::numElements() const
{
    std::int64_t count = 1;
    for (const std::int64_t extent : shape) {
        count *= extent;
    }
    return count;
}

GgufArray::GgufArray(std::uint32_t elementType, std::uint64_t count, std::span<const std::byte> bytes)
    : m_elementType(elementType)
    , m_count(count)
    , m_bytes(bytes)
{
}

std::optional<std::vector<std::string_view>> GgufArray::strings() const
{
    if (m_elementType != String) {
        return std::nullopt;
    }
    std::vector<std::string_view> values;
    values.reserve(m_count);
    std::size_t position = 0;
    for (std::uint64_t i = 0; i < m_count; ++i) {
        const auto length = load<std::uint64_t>(m_bytes.subspan(position));
        position += sizeof(length);
        values.emplace_back(reinterpret_cast<const char *>(m_bytes.data()) + position, length);
        position += length;
    }
    return values;
}

std::optional<std::vector<std::int64_t>> GgufArray::integers() const
{
    if (m_elementType == String || m_elementType == F32 || m_elementType == F64) {
        return std::nullopt;
    }
    std::vector<std::int64_t> values;
    values.reserve(m_count);
    const std::uint64_t size = fixedSize(m_elementType);
    for (std::uint64_t i = 0; i < m_count; ++i) {
        const GgufValue value = scalar(m_elementType, m_bytes.subspan(i * size, size));
        const auto *natural = std::get_if<std::uint64_t>(&value);
        const auto *whole = std::get_if<std::int64_t>(&value);
        values.push_back(natural != nullptr     ? static_cast<std::int64_t>(*natural)
                             : whole != nullptr ? *whole
                                                : static_cast<std::int64_t>(std::get<bool>(value)));
    }
    return values;
}

std::optional<std::vector<double>> GgufArray::numbers() const
{
    if (m_elementType != F32 && m_elementType != F64) {
        const auto whole = integers();
        return whole ? std::optional(std::vector<double>(whole->begin(), whole->end())) : std::nullopt;
    }
    std::vector<double> values;
    values.reserve(m_count);
    const std::uint64_t size = fixedSize(m_elementType);
    for (std::uint64_t i = 0; i < m_count; ++i) {
        values.push_back(std::get<double>(scalar(m_elementType, m_bytes.subspan(i * size, size))));
    }
    return values;
}

Result<GgufHeader> parseGguf(std::span<const std::byte> file)
{
    ByteCursor cursor(file);
    if (file.size() < 4 || load<std::uint32_t>(file) != kMagic) {
        return fail(ErrorCode::data, "it is no GGUF file", "check that it is the right one and was downloaded whole");
    }
    (void)BAFO_TRY(cursor.take(4));
    GgufHeader header;
    header.version = BAFO_TRY(cursor.number<std::uint32_t>());
    if (header.version != 2 && header.version != 3) {
        return fail(ErrorCode::data, "it has GGUF version " + std::to_string(header.version),
                    "versions 2 and 3 in little-endian order are read; convert the model anew");
    }
    const auto numTensors = BAFO_TRY(cursor.number<std::uint64_t>());
    const auto numValues = BAFO_TRY(cursor.number<std::uint64_t>());
    for (std::uint64_t i = 0; i < numValues; ++i) {
        std::string key = BAFO_TRY(cursor.name());
        GgufValue value = BAFO_TRY(readValue(cursor, file));
        if (!header.metadata.emplace(std::move(key), value).second) {
            return broken("a metadata key appears twice");
        }
    }
    std::vector<TensorPlace> places;
    for (std::uint64_t i = 0; i < numTensors; ++i) {
        places.push_back(BAFO_TRY(readTensorPlace(cursor)));
    }
    const std::uint64_t alignment = BAFO_TRY(alignmentOf(header));
    const std::uint64_t dataStart = (cursor.position() + alignment - 1) / alignment * alignment;
    const auto data = file.subspan(std::min<std::uint64_t>(dataStart, file.size()));
    for (TensorPlace &place : places) {
        BAFO_TRY(locate(place, data, alignment));
        if (!header.tensors.emplace(std::move(place.name), std::move(place.tensor)).second) {
            return broken("a tensor appears twice");
        }
    }
    return header;
}

Result<GgufFile> GgufFile::open(const Path &path)
{
    GgufFile opened;
    opened.m_file = BAFO_TRY(MappedFile::open(path));
    auto header = parseGguf(opened.m_file.bytes());
    if (!header) {
        if (const auto kind = kindOfFile(opened.m_file.bytes()); kind && *kind != "a GGUF file") {
            return fail(ErrorCode::data, path.string() + " is no GGUF file but " + std::string(*kind),
                        "give it its right name, or fetch the right file");
        }
        return fail(header.error().code, path.string() + ": " + header.error().message, header.error().hint);
    }
    opened.m_header = std::move(*header);
    return opened;
}

std::optional<std::string_view> GgufFile::text(std::string_view key) const
{
    const auto found = m_header.metadata.find(key);
    const auto *value = found == m_header.metadata.end() ? nullptr : std::get_if<std::string_view>(&found->second);
    return value == nullptr ? std::nullopt : std::optional(*value);
}

std::optional<std::int64_t> GgufFile::integer(std::string_view key) const
{
    const auto found = m_header.metadata.find(key);
    if (found == m_header.metadata.end()) {
        return std::nullopt;
    }
    if (const auto *natural = std::get_if<std::uint64_t>(&found->second);
        natural != nullptr && std::in_range<std::int64_t>(*natural)) {
        return static_cast<std::int64_t>(*natural);
    }
    const auto *whole = std::get_if<std::int64_t>(&found->second);
    return whole == nullptr ? std::nullopt : std::optional(*whole);
}

std::optional<double> GgufFile::number(std::string_view key) const
{
    const auto found = m_header.metadata.find(key);
    if (found != m_header.metadata.end()) {
        if (const auto *value = std::get_if<double>(&found->second)) {
            return *value;
        }
    }
    const auto whole = integer(key);
    return whole ? std::optional(static_cast<double>(*whole)) : std::nullopt;
}

std::optional<bool> GgufFile::boolean(std::string_view key) const
{
    const auto found = m_header.metadata.find(key);
    const auto *value = found == m_header.metadata.end() ? nullptr : std::get_if<bool>(&found->second);
    return value == nullptr ? std::nullopt : std::optional(*value);
}

const GgufArray *GgufFile::array(std::string_view key) const
{
    const auto found = m_header.metadata.find(key);
    return found == m_header.metadata.end() ? nullptr : std::get_if<GgufArray>(&found->second);
}

void GgufFile::release(const GgufTensor &tensor) const
{
    m_file.release(static_cast<std::size_t>(tensor.bytes.data() - m_file.bytes().data()), tensor.bytes.size());
}

} // namespace bafo::formats
