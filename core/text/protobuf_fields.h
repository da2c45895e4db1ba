// SPDX-License-Identifier: Apache-2.0
// Fields of protobuf messages, read without ever passing the end of the bytes, and written: what SentencePiece models
// are made of (protobuf.dev, "Encoding").
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace bafo::text {

enum class WireType : std::uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

struct ProtobufField {
    std::uint64_t number = 0;
    WireType type = WireType::varint;
    std::uint64_t value = 0; ///< of varint
    std::string_view bytes; ///< of the others, inside the message
    std::string_view whole; ///< with tag and length: copied, it is the same field elsewhere
};

/// Reads one field after the other. The message must outlive it.
class ProtobufCursor {
public:
    explicit ProtobufCursor(std::string_view message)
        : m_rest(message)
    {
    }

    [[nodiscard]] bool isAtEnd() const { return m_rest.empty(); }

    /// Fails (data) on what is cut off, on groups, and on numbers that are longer than they need to be: nobody writes
    /// them, and readers differ in what they make of them.
    [[nodiscard]] Result<ProtobufField> next();

private:
    Result<std::uint64_t> varint();
    Result<std::string_view> take(std::uint64_t count);

    std::string_view m_rest;
};

/// A fixed32 field's bytes as a float.
[[nodiscard]] float floatOf(const ProtobufField &field);

void appendVarintField(std::string &message, std::uint64_t number, std::uint64_t value);
void appendFloatField(std::string &message, std::uint64_t number, float value);
void appendBytesField(std::string &message, std::uint64_t number, std::string_view bytes);

} // namespace bafo::text
