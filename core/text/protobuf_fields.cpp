// SPDX-License-Identifier: Apache-2.0
#include "core/text/protobuf_fields.h"

#include <bit>
#include <limits>

namespace bafo::text {
namespace {

Failure broken(const std::string &why)
{
    return fail(ErrorCode::data, why, "download the file again");
}

void appendVarint(std::string &message, std::uint64_t value)
{
    while (value >= 0x80) {
        message += static_cast<char>((value & 0x7FU) | 0x80U);
        value >>= 7U;
    }
    message += static_cast<char>(value);
}

void appendTag(std::string &message, std::uint64_t number, WireType type)
{
    appendVarint(message, number << 3U | static_cast<std::uint64_t>(type));
}

} // namespace

Result<ProtobufField> ProtobufCursor::next()
{
    const std::string_view start = m_rest;
    const std::uint64_t tag = BAFO_TRY(varint());
    // Readers keep the low 32 bits of a tag: a higher one would be another field there than here.
    if (tag > std::numeric_limits<std::uint32_t>::max() || tag >> 3U == 0) {
        return broken("a field has a number that there cannot be");
    }
    ProtobufField field;
    field.number = tag >> 3U;
    field.type = static_cast<WireType>(tag & 7U);
    switch (field.type) {
    case WireType::varint:
        field.value = BAFO_TRY(varint());
        break;
    case WireType::fixed64:
        field.bytes = BAFO_TRY(take(8));
        break;
    case WireType::fixed32:
        field.bytes = BAFO_TRY(take(4));
        break;
    case WireType::bytes: {
        const std::uint64_t length = BAFO_TRY(varint());
        field.bytes = BAFO_TRY(take(length));
        break;
    }
    default:
        return broken("a field has the unknown type " + std::to_string(tag & 7U));
    }
    field.whole = start.substr(0, start.size() - m_rest.size());
    return field;
}

Result<std::uint64_t> ProtobufCursor::varint()
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !m_rest.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(m_rest.front());
        m_rest.remove_prefix(1);
        if ((byte == 0 && shift > 0) || (shift == 63 && byte > 1)) {
            return broken("a number is longer than it needs to be");
        }
        value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
        if (byte < 0x80) {
            return value;
        }
    }
    return broken("a number has no end");
}

Result<std::string_view> ProtobufCursor::take(std::uint64_t count)
{
    if (count > m_rest.size()) {
        return broken("a field is longer than the file");
    }
    const std::string_view taken = m_rest.substr(0, count);
    m_rest.remove_prefix(count);
    return taken;
}

float floatOf(const ProtobufField &field)
{
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < field.bytes.size() && i < 4; ++i) {
        bits |= static_cast<std::uint32_t>(static_cast<unsigned char>(field.bytes[i])) << (8 * i);
    }
    return std::bit_cast<float>(bits);
}

void appendVarintField(std::string &message, std::uint64_t number, std::uint64_t value)
{
    appendTag(message, number, WireType::varint);
    appendVarint(message, value);
}

void appendFloatField(std::string &message, std::uint64_t number, float value)
{
    appendTag(message, number, WireType::fixed32);
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (unsigned shift = 0; shift < 32; shift += 8) {
        message += static_cast<char>((bits >> shift) & 0xFFU);
    }
}

void appendBytesField(std::string &message, std::uint64_t number, std::string_view bytes)
{
    appendTag(message, number, WireType::bytes);
    appendVarint(message, bytes.size());
    message += bytes;
}

} // namespace bafo::text
